import { Link } from "@remix-run/react";
import { templateTitle } from "~/domain/templates/names";
import type { ContactChannel } from "~/domain/vocabulary";
import { Amount } from "./amount";
import { Panel } from "./panel";
import { Cell, Row, Table } from "./table";
import { When } from "./when";
import { channelWords, plural } from "./words";

interface Owed {
  currency: string;
  outstandingMinor: bigint;
}

interface Batch {
  channel: ContactChannel;
  templateKey: string;
  cadenceName: string | null;
  step: number | null;
  count: number;
  totals: readonly Owed[];
  rows: readonly {
    id: string;
    debtorId: string;
    debtorName: string;
    plannedFor: Date;
    owed: readonly Owed[];
  }[];
}

/** The reminders of one step that wait to be released, within the form that releases them. */
export function ProposalBatch({ batch }: { batch: Batch }) {
  const { channel, templateKey, cadenceName, step, count, totals, rows } = batch;
  const title = `${channelWords[channel]} · ${templateTitle(templateKey)}`;
  return (
    <Panel
      title={title}
      flush
      note={
        <>
          {plural(count, "debtor")}, <Amounts owed={totals} /> outstanding
          {cadenceName !== null && step !== null && ` · step ${step + 1} of ${cadenceName}`}
        </>
      }
    >
      <Table
        caption={`${title}: waiting to be released`}
        columns={[
          { label: "Choose", hiddenLabel: true },
          { label: "Debtor" },
          { label: "Outstanding", align: "right" },
          { label: "Waiting since", wideOnly: true },
          { label: "Actions", hiddenLabel: true },
        ]}
      >
        {rows.map((row) => (
          <ProposalRow key={row.id} row={row} />
        ))}
      </Table>
      {rows.length < count && (
        <p className="px-4 py-2.5 text-sm text-ink-soft">
          And {plural(count - rows.length, "more debtor")}, who are released with the rest.
        </p>
      )}
    </Panel>
  );
}

function ProposalRow({ row }: { row: Batch["rows"][number] }) {
  const { id, debtorId, debtorName, plannedFor, owed } = row;
  return (
    <Row>
      <Cell className="w-8">
        <input
          type="checkbox"
          name="reminder"
          value={id}
          aria-label={`Choose ${debtorName}`}
          className="mt-1 size-4 accent-accent"
        />
      </Cell>
      <Cell className="w-full wrap-anywhere">
        <Link to={`/desk/debtors/${debtorId}`} className="font-medium hover:underline">
          {debtorName}
        </Link>
      </Cell>
      <Cell align="right" className="whitespace-nowrap">
        <Amounts owed={owed} />
      </Cell>
      <Cell wideOnly className="whitespace-nowrap">
        <When at={plannedFor} />
      </Cell>
      <Cell align="right">
        <span className="flex justify-end gap-x-4 gap-y-2 whitespace-nowrap @max-2xl:flex-col">
          <Link to={`/desk/today/${id}`} className="link" aria-label={`Preview for ${debtorName}`}>
            Preview
          </Link>
          <button name="leaveOut" value={id} className="link" aria-label={`Leave out ${debtorName}`}>
            Leave out
          </button>
        </span>
      </Cell>
    </Row>
  );
}

function Amounts({ owed }: { owed: readonly Owed[] }) {
  if (owed.length === 0) return <>–</>;
  return owed.map(({ currency, outstandingMinor }, index) => (
    <span key={currency}>
      {index > 0 && ", "}
      <Amount amountMinor={outstandingMinor} currency={currency} />
    </span>
  ));
}
