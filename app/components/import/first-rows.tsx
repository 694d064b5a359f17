import { Amount, decimalsOf } from "~/components/desk/amount";
import { Cell, Row, Table } from "~/components/desk/table";
import { Day } from "~/components/desk/when";
import type { ParsedBalance } from "~/domain/import/rows/read-balances";
import type { ParsedContact } from "~/domain/import/rows/read-contacts";

/** The first rows as they will go in, which is where a wrong column or date order is seen. */
export function FirstBalances({ rows }: { rows: readonly ParsedBalance[] }) {
  const decimals = decimalsOf(rows.map(({ currency }) => currency));
  return (
    <Table
      caption="The first balances as they will go in"
      columns={[
        { label: "Reference" },
        { label: "Debtor" },
        { label: "Contact", wideOnly: true },
        { label: "Issued", wideOnly: true },
        { label: "Due" },
        { label: "Amount", align: "right" },
        { label: "Settled", wideOnly: true },
      ]}
    >
      {rows.map(
        ({ row, reference, debtorReference, contact, description, issuedOn, dueOn, settled, ...amount }) => (
          <Row key={row}>
            <Cell>
              <span className="font-medium">{reference}</span>
              {description && <span className="block max-w-48 truncate text-ink-soft">{description}</span>}
            </Cell>
            <Cell>
              {contact.name ?? debtorReference}
              {contact.name && debtorReference && (
                <span className="block text-ink-soft">{debtorReference}</span>
              )}
            </Cell>
            <Cell wideOnly className="text-ink-soft">
              <span className="block">{contact.email}</span>
              <span className="block whitespace-nowrap">{contact.phone}</span>
            </Cell>
            <Cell wideOnly className="whitespace-nowrap">
              <Day on={issuedOn} />
            </Cell>
            <Cell className="whitespace-nowrap">
              <Day on={dueOn} />
            </Cell>
            <Cell align="right">
              <Amount amountMinor={amount.amountMinor} currency={amount.currency} alignTo={decimals} />
              {settled && <span className="block text-ink-soft md:hidden">settled</span>}
            </Cell>
            <Cell wideOnly className="whitespace-nowrap">
              {settled ? (
                <Settled settled={settled} {...amount} />
              ) : (
                <span className="text-ink-soft">outstanding</span>
              )}
            </Cell>
          </Row>
        ),
      )}
    </Table>
  );
}

function Settled({
  settled,
  amountMinor,
  currency,
}: Pick<ParsedBalance, "amountMinor" | "currency"> & { settled: NonNullable<ParsedBalance["settled"]> }) {
  return (
    <>
      <Day on={settled.on} />
      {settled.amountMinor < amountMinor && (
        <span className="block text-ink-soft">
          <Amount amountMinor={settled.amountMinor} currency={currency} /> of it
        </span>
      )}
    </>
  );
}

export function FirstContacts({ rows }: { rows: readonly ParsedContact[] }) {
  return (
    <Table
      caption="The first contacts as they will go in"
      columns={[
        { label: "Debtor" },
        { label: "Email and phone" },
        { label: "Language", wideOnly: true },
        { label: "Time zone", wideOnly: true },
      ]}
    >
      {rows.map(({ row, debtorReference, name, email, phone, language, timeZone }) => (
        <Row key={row}>
          <Cell>
            <span className="font-medium">{debtorReference}</span>
            <span className="block">{name}</span>
          </Cell>
          <Cell>
            <span className="block wrap-anywhere">{email}</span>
            <span className="block whitespace-nowrap">{phone}</span>
          </Cell>
          <Cell wideOnly>{language}</Cell>
          <Cell wideOnly>{timeZone}</Cell>
        </Row>
      ))}
    </Table>
  );
}
