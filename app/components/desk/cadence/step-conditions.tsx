import { rowField, type FormProblems, type RowField, type StepRow } from "~/domain/cadence/cadence-form";
import type { Currency } from "~/domain/money";
import { Field, Select } from "../field";
import { conditionOptions } from "./cadence-words";

const chosen = ["size", "history", "kind", "engagement", "answered"] as const;
const labels: Record<(typeof chosen)[number], string> = {
  size: "Size",
  history: "History",
  kind: "Kind of debtor",
  engagement: "Last message",
  answered: "Answers",
};
const written: readonly RowField[] = ["amountAtLeast", "amountAtMost", "daysLateAtLeast", "daysLateAtMost"];

/** For whom alone a step is; folded away while it is for everyone. */
export function StepConditionFields({
  index,
  row,
  problems,
  currency,
}: {
  index: number;
  row: StepRow;
  problems: FormProblems;
  currency: Currency;
}) {
  const all: readonly RowField[] = [...written, ...chosen];
  const own = problems[rowField(index, "conditions")];
  const isWrong = own !== undefined || all.some((field) => problems[rowField(index, field)]);
  const isSaid = all.some((field) => row[field] !== "");
  const field = (name: RowField) => ({
    name: rowField(index, name),
    defaultValue: row[name],
    error: problems[rowField(index, name)],
  });
  return (
    <details open={isWrong || isSaid}>
      <summary className="py-1 text-sm font-medium text-accent">Only for some debtors</summary>
      {own && <p className="pb-2 text-sm font-medium text-danger">{own.join(" ")}</p>}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] items-start gap-3 pt-1">
        <Field label={`Owes at least, in ${currency}`} inputMode="decimal" {...field("amountAtLeast")} />
        <Field label={`Owes at most, in ${currency}`} inputMode="decimal" {...field("amountAtMost")} />
        <Field label="Days late, at least" inputMode="numeric" {...field("daysLateAtLeast")} />
        <Field label="Days late, at most" inputMode="numeric" {...field("daysLateAtMost")} />
        {chosen.map((name) => (
          <Select key={name} label={labels[name]} options={conditionOptions[name]} {...field(name)} />
        ))}
      </div>
    </details>
  );
}
