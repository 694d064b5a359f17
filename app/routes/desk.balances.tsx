import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Outlet, useLoaderData, useParams } from "@remix-run/react";
import { Amount } from "~/components/desk/amount";
import { BalanceFilters } from "~/components/desk/balance-filters";
import { BalanceTable } from "~/components/desk/balance-table";
import { ButtonLink } from "~/components/desk/button";
import { classNames } from "~/components/desk/class-names";
import { JournalForm } from "~/components/desk/journal-form";
import { useListKeys } from "~/components/desk/list-keys";
import { Pager, Tabs } from "~/components/desk/pager";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { plural } from "~/components/desk/words";
import {
  balanceFilterParams,
  balanceStates,
  isFiltered,
  readBalanceFilter,
  type BalanceFilter,
} from "~/domain/balance-filter";
import { deskContext } from "~/services/staff/desk-context.server";
import { listBalancesPage } from "~/services/desk/list-balances.server";

export const meta: MetaFunction = () => [{ title: "Balances · Tenfold" }];
export const handle = { hydrate: true };

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const params = new URL(request.url).searchParams;
  const filter = readBalanceFilter(params);
  const cursor = new URLSearchParams([...params].filter(([name]) => name === "after" || name === "before"));
  return {
    filter,
    cursor: cursor.toString(),
    ...(await listBalancesPage({ db }, { vendor, filter, params, now })),
  };
}

export default function Balances() {
  const { filter, cursor, today, rows, before, after, totals, currencies } = useLoaderData<typeof loader>();
  const { id: openId } = useParams();
  const address = (extra: string) =>
    withParams("/desk/balances", balanceFilterParams(filter).toString(), extra);
  useListKeys({ closeTo: openId ? address(cursor) : null });
  const search = address(cursor).replace("/desk/balances", "");
  return (
    <div className={openId ? "grid gap-6 xl:grid-cols-[minmax(0,1fr)_27rem]" : ""}>
      <div className={classNames("min-w-0", openId && "max-xl:hidden")}>
        <PageHeader
          title="Balances"
          note={<Totals totals={totals} />}
          actions={
            <>
              <ButtonLink kind="quiet" to="#journal">
                Journal
              </ButtonLink>
              <ButtonLink to={`/desk/balances.csv?${balanceFilterParams(filter)}`} reloadDocument download>
                Export CSV
              </ButtonLink>
            </>
          }
        />
        <div className="flex flex-col gap-3 pb-4">
          <BalanceFilters filter={filter} currencies={currencies} />
          <Tabs label="State" tabs={stateTabs(filter)} />
        </div>
        <Panel flush>
          {rows.length === 0 ? (
            <NoBalances filter={filter} />
          ) : (
            <BalanceTable balances={rows} filter={filter} today={today} openId={openId} search={search} />
          )}
          <Pager
            label="Pages of balances"
            previous={before && address(`before=${before}`)}
            next={after && address(`after=${after}`)}
          />
        </Panel>
        <Panel title="Journal" className="mt-5">
          <JournalForm today={today} />
        </Panel>
      </div>
      <Outlet />
    </div>
  );
}

function Totals({
  totals,
}: {
  totals: { currency: string; count: number; outstandingMinor: bigint; amountMinor: bigint }[];
}) {
  const count = totals.reduce((sum, total) => sum + total.count, 0);
  // In a line rather than a column, so there is nothing to line up with.
  const isMixed = totals.length > 1;
  return (
    <p className="flex flex-wrap gap-x-4">
      <span>{plural(count, "balance")}</span>
      {totals.map(({ currency, outstandingMinor, amountMinor }) => (
        <span key={currency}>
          <Amount
            amountMinor={outstandingMinor}
            currency={currency}
            className="text-ink"
            {...(isMixed && { alignTo: { decimals: 0, isMixed } })}
          />
          {isMixed ? (
            "outstanding"
          ) : (
            <>
              {" "}
              outstanding of <Amount amountMinor={amountMinor} currency={currency} />
            </>
          )}
        </span>
      ))}
    </p>
  );
}

const stateNames = {
  outstanding: "Outstanding",
  overdue: "Overdue",
  part_paid: "Part paid",
  settled: "Settled",
  adjusted: "Credited or written off",
} as const;

function stateTabs(filter: BalanceFilter) {
  return [null, ...balanceStates].map((state) => ({
    label: state === null ? "All" : stateNames[state],
    to: withParams("/desk/balances", balanceFilterParams(inState(filter, state)).toString()),
    current: filter.state === state,
  }));
}

/** What was settled is looked at by when it was settled, unless another order was chosen. */
function inState(filter: BalanceFilter, state: BalanceFilter["state"]): BalanceFilter {
  if (state === "settled" && filter.sort === "due")
    return { ...filter, state, sort: "settled", direction: "desc" };
  if (filter.sort === "settled") return { ...filter, state, sort: "due", direction: "asc" };
  return { ...filter, state };
}

function NoBalances({ filter }: { filter: BalanceFilter }) {
  return isFiltered(filter) ? (
    <Empty title="No balance fits" action={<ButtonLink to="/desk/balances">Show all balances</ButtonLink>}>
      Try a shorter search, or take a choice away.
    </Empty>
  ) : (
    <Empty
      title="No balances yet"
      action={
        <ButtonLink kind="primary" to="/desk/import">
          Import balances
        </ButtonLink>
      }
    >
      Bring a CSV of what you are owed.
    </Empty>
  );
}

function withParams(path: string, ...params: string[]): string {
  const query = params.filter((part) => part !== "").join("&");
  return query === "" ? path : `${path}?${query}`;
}
