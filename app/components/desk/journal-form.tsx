import { Button } from "./button";
import { Field } from "./field";

/** The days of the journal to take away as a file. Both days are in it. */
export function JournalForm({ today }: { today: string }) {
  return (
    <form id="journal" action="/desk/journal.csv" className="flex flex-wrap items-end gap-3 text-sm">
      <Field label="From" name="from" type="date" max={today} defaultValue={`${today.slice(0, 8)}01`} />
      <Field label="To" name="to" type="date" max={today} defaultValue={today} />
      <Button>Export journal</Button>
      <p className="basis-full text-ink-soft">
        Every posting of these days as CSV, debit and credit, for your bookkeeping.
      </p>
    </form>
  );
}
