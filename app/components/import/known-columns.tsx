import { Panel } from "~/components/desk/panel";

const COLUMNS = [
  ["Reference", "invoice number, document no.", "required"],
  ["Debtor reference", "customer ID, account no.", "one of these four"],
  ["Name", "customer, client", "one of these four"],
  ["Email", "", "one of these four"],
  ["Phone", "", "one of these four"],
  ["Due on", "due date", "required"],
  ["Amount", "total, invoice amount", "required"],
  ["Issued on", "invoice date", ""],
  ["Description", "memo, service", ""],
  ["Currency", "a code such as USD", ""],
  ["Settled on", "date paid", ""],
  ["Amount paid", "", ""],
] as const;

/** What a file may say, so that nobody has to guess before exporting it. */
export function KnownColumns() {
  return (
    <Panel title="Columns that are understood">
      <p className="pb-2 text-sm text-ink-soft">
        In any order, under these or other common names. Whatever is not recognised can be chosen by hand.
      </p>
      <ul className="divide-y divide-line text-sm">
        {COLUMNS.map(([name, others, need]) => (
          <li key={name} className="flex flex-wrap justify-between gap-x-3 py-1.5">
            <span>
              <span className="font-medium">{name}</span>
              {others !== "" && <span className="text-ink-soft"> · {others}</span>}
            </span>
            <span className="text-ink-soft">{need}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
