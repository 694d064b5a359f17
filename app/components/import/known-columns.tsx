import { Panel } from "~/components/desk/panel";

const NEEDED = [
  ["Reference", "invoice number, document no."],
  ["Due on", "due date, pay by"],
  ["Amount", "total, invoice amount"],
] as const;

const WHO = [
  ["Debtor reference", "customer ID, account no."],
  ["Name", "customer, client"],
  ["Email", "email address"],
  ["Phone", "mobile, telephone"],
] as const;

const MORE = [
  ["Issued on", "invoice date"],
  ["Description", "memo, service"],
  ["Currency", "a code such as USD"],
  ["Settled on", "date paid"],
  ["Amount paid", "when it was paid in part"],
  ["Language, Time zone", "of the debtor"],
] as const;

/** What a file may say, so that nobody has to guess before exporting it. */
export function KnownColumns() {
  return (
    <Panel title="Columns that are understood">
      <p className="text-sm text-ink-soft">
        In any order, under these or other common names. What is not recognised can be chosen by hand.
      </p>
      <Group title="Needed" columns={NEEDED} />
      <Group title="Who owes it: one or more" columns={WHO} />
      <Group title="If you have them" columns={MORE} />
    </Panel>
  );
}

function Group({ title, columns }: { title: string; columns: readonly (readonly [string, string])[] }) {
  return (
    <>
      <h3 className="pt-4 pb-1 text-xs font-medium text-ink-soft">{title}</h3>
      <ul className="divide-y divide-line text-sm">
        {columns.map(([name, others]) => (
          <li key={name} className="flex flex-wrap justify-between gap-x-3 py-1.5">
            <span className="font-medium">{name}</span>
            <span className="text-ink-soft">{others}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
