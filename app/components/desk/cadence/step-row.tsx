import { rowField, type FormProblems, type RowField, type StepRow } from "~/domain/cadence/cadence-form";
import { dayName, describeContact } from "~/domain/cadence/describe";
import type { CadenceStep } from "~/domain/cadence/steps";
import type { Currency } from "~/domain/money";
import type { ContactOption } from "~/services/cadences/read-cadences.server";
import { Button } from "../button";
import { useDesk } from "../desk-setting";
import { Field, Select } from "../field";
import { anchorOptions, timeOptions } from "./cadence-words";
import { ContactField } from "./contact-field";
import { StepConditionFields } from "./step-conditions";

/** One step of the form: a sentence that opens into its fields. */
export function StepRowFields({
  index,
  count,
  row,
  step,
  day,
  problems,
  contacts,
  currency,
  isCurrent,
}: {
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
}) {
  const isWrong = Object.keys(problems).some((name) => name.startsWith(`steps.${index}.`));
  const field = (name: RowField) => ({
    name: rowField(index, name),
    defaultValue: row[name],
    error: problems[rowField(index, name)],
  });
  return (
    <li id={`step-${index + 1}`} className="scroll-mt-4 border-t border-line">
      <details open={isWrong || isCurrent}>
        <summary className="flex gap-3 px-4 py-3 hover:bg-raised/60">
          <span className="w-5 shrink-0 text-right text-sm text-ink-soft tabular-nums">{index + 1}</span>
          <span className="min-w-0 text-sm">
            <StepSentence step={step} day={day} currency={currency} />
            {isWrong && (
              <span className="block font-medium text-danger">Something here is to be mended.</span>
            )}
          </span>
        </summary>
        <div className="flex flex-col gap-3 px-4 pb-4 md:pl-12">
          <div className="grid items-start gap-3 sm:grid-cols-2">
            <div className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-start gap-3">
              <Field
                label="Days"
                inputMode="numeric"
                autoComplete="off"
                autoFocus={isCurrent}
                {...field("days")}
              />
              <Select label="Counted" options={anchorOptions} {...field("anchor")} />
            </div>
            <ContactField contacts={contacts} {...field("contact")} />
            <Select label="Time of day" options={timeOptions} {...field("timeOfDay")} />
          </div>
          <StepConditionFields index={index} row={row} problems={problems} currency={currency} />
          <div className="flex flex-wrap gap-2">
            <RowButton intent={`up.${index}`} label="Move up" isOff={index === 0} step={index + 1} />
            <RowButton
              intent={`down.${index}`}
              label="Move down"
              isOff={index === count - 1}
              step={index + 1}
            />
            <RowButton intent={`remove.${index}`} label="Remove" isOff={false} step={index + 1} />
          </div>
        </div>
      </details>
    </li>
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

function RowButton({
  intent,
  label,
  isOff,
  step,
}: {
  intent: string;
  label: string;
  isOff: boolean;
  step: number;
}) {
  return (
    <Button kind="quiet" name="intent" value={intent} disabled={isOff} aria-label={`${label}: step ${step}`}>
      {label}
    </Button>
  );
}
