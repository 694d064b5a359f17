import { Link } from "@remix-run/react";
import {
  balanceFilterParams,
  firstDirection,
  type BalanceFilter,
  type BalanceSort,
} from "~/domain/balance-filter";
import { answerNames } from "~/domain/timeline";
import type { AnswerKind } from "~/domain/vocabulary";
import { Amount, decimalsOf, type Alignment } from "./amount";
import { Badge } from "./badge";
import { BalanceBadge, type JudgedBalance } from "./balance-badge";
import { Cell, Row, Table, type Column } from "./table";
import { Day } from "./when";

export interface ListedBalance extends JudgedBalance {
  id: string;
  reference: string;
  description: string | null;
  currency: string;
  debtorName: string | null;
  debtorReference: string;
  answerKind: AnswerKind | null;
}

interface Listing {
  filter: BalanceFilter;
  today: string;
  /** The one shown beside the list. */
  openId: string | undefined;
  /** What follows the path of each balance, so that the list stays as it is. */
  search: string;
}

/** Balances as a table whose rows open. */
export function BalanceTable({ balances, ...listing }: { balances: readonly ListedBalance[] } & Listing) {
  const amounts = decimalsOf(balances.map(({ currency }) => currency));
  const column = (label: string, by: BalanceSort, rest: Partial<Column> = {}): Column => ({
    label,
    sort: sortBy(by, listing.filter),
    ...rest,
  });
  const columns: Column[] = [
    { label: "Balance" },
    column("Debtor", "debtor", { wideOnly: true }),
    column("Due", "due"),
    { label: "State", wideOnly: true },
    column("Billed", "amount", { align: "right", wideOnly: true }),
    column("Outstanding", "outstanding", { align: "right" }),
  ];
  return (
    <Table caption="Balances" columns={columns}>
      {balances.map((balance) => (
        <BalanceRow key={balance.id} balance={balance} amounts={amounts} {...listing} />
      ))}
    </Table>
  );
}

function BalanceRow({
  balance,
  amounts,
  today,
  openId,
  search,
}: { balance: ListedBalance; amounts: Alignment } & Listing) {
  const {
    id,
    reference,
    description,
    dueOn,
    currency,
    amountMinor,
    outstandingMinor,
    debtorName,
    debtorReference,
  } = balance;
  const isOpen = id === openId;
  return (
    <Row current={isOpen}>
      <Cell className="max-w-0 w-full @2xl:w-2/5">
        <Link
          to={`/desk/balances/${id}${search}`}
          preventScrollReset
          discover="none"
          data-open=""
          aria-current={isOpen || undefined}
          className="block truncate font-medium after:absolute after:inset-0"
          title={reference}
        >
          {reference}
        </Link>
        <span className="block truncate text-ink-soft @2xl:hidden">{debtorName ?? debtorReference}</span>
        {description && (
          <span className="block truncate text-ink-soft @max-2xl:hidden" title={description}>
            {description}
          </span>
        )}
      </Cell>
      <Cell wideOnly className="max-w-0 w-1/4">
        <span className="block truncate" title={debtorName ?? debtorReference}>
          {debtorName ?? debtorReference}
        </span>
        {debtorName && <span className="block truncate text-ink-soft">{debtorReference}</span>}
      </Cell>
      <Cell className="whitespace-nowrap">
        <Day on={dueOn} />
        <span className="block @2xl:hidden">
          <BalanceBadge balance={balance} today={today} />
        </span>
      </Cell>
      <Cell wideOnly>
        <BalanceBadge balance={balance} today={today} />
        {balance.answerKind && (
          <span className="block pt-1">
            <Badge tone="warn">{answerNames[balance.answerKind]}</Badge>
          </span>
        )}
      </Cell>
      <Cell align="right" wideOnly className="text-ink-soft">
        <Amount amountMinor={amountMinor} currency={currency} alignTo={amounts} />
      </Cell>
      <Cell align="right" className={outstandingMinor > 0n ? "font-medium" : "text-ink-soft"}>
        <Amount amountMinor={outstandingMinor} currency={currency} alignTo={amounts} />
      </Cell>
    </Row>
  );
}

/** Where a heading leads: this order, or the other way round when it is this order already. */
function sortBy(by: BalanceSort, filter: BalanceFilter): NonNullable<Column["sort"]> {
  const isNow = filter.sort === by;
  const reversed = filter.direction === "asc" ? "desc" : "asc";
  const params = balanceFilterParams({
    ...filter,
    sort: by,
    direction: isNow ? reversed : firstDirection[by],
  });
  return {
    to: `/desk/balances?${params}`,
    now: !isNow ? "none" : filter.direction === "asc" ? "ascending" : "descending",
  };
}
