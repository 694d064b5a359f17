import { Link } from "@remix-run/react";
import { Amount, decimalsOf } from "./amount";
import { BalanceBadge, type JudgedBalance } from "./balance-badge";
import { Cell, Row, Table } from "./table";
import { Day } from "./when";

interface DebtorBalance extends JudgedBalance {
  id: string;
  reference: string;
  description: string | null;
  currency: string;
}

const columns = [
  { label: "Balance" },
  { label: "Due" },
  { label: "State", wideOnly: true },
  { label: "Billed", align: "right" as const, wideOnly: true },
  { label: "Outstanding", align: "right" as const },
];

/** One debtor's balances, what is outstanding first. */
export function DebtorBalances({ balances, today }: { balances: readonly DebtorBalance[]; today: string }) {
  if (balances.length === 0)
    return <p className="px-4 pt-1 pb-4 text-sm text-ink-soft">This debtor has no balances.</p>;
  const amounts = decimalsOf(balances.map(({ currency }) => currency));
  return (
    <Table caption="Balances" columns={columns}>
      {balances.map((balance) => (
        <Row key={balance.id}>
          <Cell className="max-w-0 w-full @2xl:w-2/5">
            <Link
              to={`/desk/balances/${balance.id}`}
              className="block truncate font-medium after:absolute after:inset-0"
            >
              {balance.reference}
            </Link>
            <span className="block truncate text-ink-soft">{balance.description}</span>
          </Cell>
          <Cell className="whitespace-nowrap">
            <Day on={balance.dueOn} />
            <span className="block @2xl:hidden">
              <BalanceBadge balance={balance} today={today} />
            </span>
          </Cell>
          <Cell wideOnly>
            <BalanceBadge balance={balance} today={today} />
          </Cell>
          <Cell align="right" wideOnly className="text-ink-soft">
            <Amount amountMinor={balance.amountMinor} currency={balance.currency} alignTo={amounts} />
          </Cell>
          <Cell align="right">
            <Amount amountMinor={balance.outstandingMinor} currency={balance.currency} alignTo={amounts} />
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
