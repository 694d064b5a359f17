import type { ReactNode } from "react";
import { Day } from "~/components/desk/when";
import { type DateOrder, dateOrderLabels, parseDate } from "~/domain/import/cells/civil-date";
import type { ImportChoices } from "~/domain/import/plan-reading";

interface QuestionsProps {
  dateExamples: readonly string[];
  amountExamples: readonly string[];
  choices: Pick<ImportChoices, "dateOrder" | "decimalMark">;
}

/** What the file does not show: asked with its own dates and amounts, each answer with what it would mean. */
export function Questions({ dateExamples, amountExamples, choices }: QuestionsProps) {
  return (
    <>
      {(dateExamples.length > 0 || choices.dateOrder) && (
        <Question legend="How are the dates written?">
          {(["dmy", "mdy"] as const).map((order) => (
            <Answer key={order} name="dateOrder" value={order} chosen={choices.dateOrder === order}>
              {dateOrderLabels[order]}
              <DateMeaning order={order} examples={dateExamples} />
            </Answer>
          ))}
        </Question>
      )}
      {(amountExamples.length > 0 || choices.decimalMark) && (
        <Question
          legend={amountExamples.length > 0 ? `What is ${amountExamples[0]}?` : "How are decimals written?"}
        >
          <Answer name="decimalMark" value="." chosen={choices.decimalMark === "."}>
            Decimals follow a point, and commas part thousands: 1,020.50
          </Answer>
          <Answer name="decimalMark" value="," chosen={choices.decimalMark === ","}>
            Decimals follow a comma, and points part thousands: 1.020,50
          </Answer>
        </Question>
      )}
    </>
  );
}

function Question({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1.5 font-medium">{legend}</legend>
      {children}
    </fieldset>
  );
}

function Answer({
  name,
  value,
  chosen,
  children,
}: {
  name: string;
  value: string;
  chosen: boolean;
  children: ReactNode;
}) {
  return (
    <label className="flex items-start gap-2.5 text-sm">
      <input
        type="radio"
        name={name}
        value={value}
        defaultChecked={chosen}
        className="mt-1 size-4 accent-accent"
      />
      <span>{children}</span>
    </label>
  );
}

function DateMeaning({ order, examples }: { order: DateOrder; examples: readonly string[] }) {
  const [example] = examples;
  const read = example === undefined ? null : parseDate(example, order);
  if (!read?.ok) return null;
  return (
    <span className="text-ink-soft">
      {" "}
      · {example} is <Day on={read.value} />
    </span>
  );
}
