import { rowField, type FormProblems, type RowField, type StepRow } from "~/domain/cadence/cadence-form";
import { dayName, describeContact } from "~/domain/cadence/describe";
import type { CadenceStep } from "~/domain/cadence/steps";
import type { Currency } from "~/domain/money";
import type { ContactOption } from "~/domain/cadence/contact-option";
import { Button } from "../button";
import { classNames } from "../class-names";
import { useDesk } from "../desk-setting";
import { Field, Select } from "../field";
import { anchorOptions, timeOptions } from "./cadence-words";
import { ContactField } from "./contact-field";
import { StepConditionFields } from "./step-conditions";

interface StepRowProps {
  index: number;
  count: number;
  row: StepRow;
  /** The row as it reads now; null while it makes no sense. */
  step: CadenceStep | null;
  day: number | undefined;
  problems: FormProblems;
  contacts: readonly ContactOption[];
  currency: Currency;
  /** The one that was just added or moved. */
  isCurrent: boolean;
}

/** One step of the form: a sentence that opens into its fields. */
export function StepRowFields(props: StepRowProps) {
  const { index, count, row, step, day, problems, currency, isCurrent } = props;
  const isWrong = Object.keys(problems).some((name) => name.startsWith(`steps.${index}.`));
  return (
    <li id={`step-${index + 1}`} className="scroll-mt-4 border-t border-line">
      <details className="group/step" open={isWrong || isCurrent}>
        <summary className="flex gap-3 px-4 py-3 hover:bg-raised/60">
          <span className="w-5 shrink-0 text-right text-sm text-ink-soft tabular-nums">{index + 1}</span>
          <span className="min-w-0 text-sm">
            <StepSentence step={step} day={day} currency={currency} />
            {isWrong && (
              <span className="block font-medium text-danger">Something here is to be mended.</span>
            )}
          </span>
          <span aria-hidden="true" className="ml-auto text-sm text-accent group-open/step:hidden">
            Edit
          </span>
        </summary>
        <div className="flex flex-col gap-3 px-4 pb-4 md:pl-12">
          <PlaceFields {...props} />
          <StepConditionFields index={index} row={row} problems={problems} currency={currency} />
          <div className="flex flex-wrap gap-2">
            <RowButton intent="up" index={index} to={index - 1} isOff={index === 0} />
            <RowButton intent="down" index={index} to={index + 1} isOff={index === count - 1} />
            <RowButton intent="remove" index={index} to={Math.max(0, index - 1)} isOff={false} />
          </div>
        </div>
      </details>
    </li>
  );
}

/** When the step is taken and what goes then. */
function PlaceFields({ index, row, problems, contacts, isCurrent }: StepRowProps) {
  const field = (name: RowField) => ({
    name: rowField(index, name),
    defaultValue: row[name],
    error: problems[rowField(index, name)],
  });
  const hasProblem = problems[rowField(index, "days")] ?? problems[rowField(index, "anchor")];
  // What is wrong takes more room than a number of days.
  const side = hasProblem ? "" : "grid-cols-[5.5rem_minmax(0,1fr)]";
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      <div className={classNames("grid items-start gap-3", side)}>
        <Field label="Days" inputMode="numeric" autoComplete="off" autoFocus={isCurrent} {...field("days")} />
        <Select label="Counted" options={anchorOptions} {...field("anchor")} />
      </div>
      <ContactField contacts={contacts} {...field("contact")} />
      <Select label="Time of day" options={timeOptions} {...field("timeOfDay")} />
    </div>
  );
}

function StepSentence({
  step,
  day,
  currency,
}: {
  step: CadenceStep | null;
  day: number | undefined;
  currency: Currency;
}) {
  const { language } = useDesk();
  if (!step || day === undefined) return <span className="text-ink-soft">Not complete yet</span>;
  return (
    <span suppressHydrationWarning>
      <b className="font-semibold">{dayName(step, day)}:</b> {describeContact(step, { currency, language })}
    </span>
  );
}

const rowWords = { up: "Move up", down: "Move down", remove: "Remove" } as const;

/** @param to the row to show after it. */
function RowButton({
  intent,
  index,
  to,
  isOff,
}: {
  intent: keyof typeof rowWords;
  index: number;
  to: number;
  isOff: boolean;
}) {
  const label = rowWords[intent];
  return (
    <Button
      kind="quiet"
      name="intent"
      value={`${intent}.${index}`}
      formAction={`#step-${to + 1}`}
      disabled={isOff}
      aria-label={`${label}: step ${index + 1}`}
    >
      {label}
    </Button>
  );
}
