import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { AgingBars } from "~/components/charts/aging-bars";
import { SettledAndOutstanding } from "~/components/charts/settled-and-outstanding";
import { Amount } from "~/components/desk/amount";
import { ButtonLink } from "~/components/desk/button";
import { countsInWords } from "~/components/desk/channel-counts";
import { Figure, Figures } from "~/components/desk/figures";
import { ForAPerson } from "~/components/desk/for-a-person";
import { Tabs } from "~/components/desk/pager";
import { Empty, Fact, Facts, PageHeader, Panel } from "~/components/desk/panel";
import { SentSummary } from "~/components/desk/sent-summary";
import { Day, When } from "~/components/desk/when";
import { plural } from "~/components/desk/words";
import { CannotCollect } from "~/components/stripe/cannot-collect";
import { dsoWindowDays } from "~/domain/receivables";
import { deskContext } from "~/services/staff/desk-context.server";
import { readOverview, type CurrencyFigures } from "~/services/desk/read-overview.server";

export const meta: MetaFunction = () => [{ title: "Overview · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  return readOverview({ db }, { vendor, now });
}

type Overview = Awaited<ReturnType<typeof readOverview>>;

export default function OverviewPage() {
  const overview = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const { currencies, unit } = overview;
  const chosen = currencies.find(({ currency }) => currency === search.get("currency")) ?? currencies[0];
  return (
    <>
      <PageHeader
        title="Overview"
        note={
          <>
            As of <Day on={overview.today} />
          </>
        }
      />
      {!overview.canCollect && <CannotCollect />}
      {!chosen && <NothingYet />}
      {chosen && (
        <div className="flex flex-col gap-5">
          {currencies.length > 1 && (
            <Tabs
              label="Currency"
              tabs={currencies.map(({ currency }) => ({
                label: currency,
                to: `/desk?currency=${currency}`,
                current: currency === chosen.currency,
              }))}
            />
          )}
          <Totals {...chosen} />
          <div className="grid gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
            <Panel title="Settled and outstanding">
              <SettledAndOutstanding currency={chosen.currency} unit={unit} periods={chosen.periods} />
            </Panel>
            <Panel title="Outstanding by age">
              <AgingBars aging={chosen.aging} currency={chosen.currency} />
            </Panel>
          </div>
          <Lists {...overview} />
        </div>
      )}
    </>
  );
}

function NothingYet() {
  return (
    <Panel>
      <Empty
        title="No balances yet"
        action={
          <ButtonLink kind="primary" to="/desk/import">
            Import balances
          </ButtonLink>
        }
      >
        Bring a CSV of what you are owed. Reminders begin once a balance is overdue and its debtor can be
        reached.
      </Empty>
    </Panel>
  );
}

function Totals(figures: CurrencyFigures) {
  const { currency, shareSettledPercent, dsoDays } = figures;
  return (
    <Figures>
      <Figure name="Outstanding" note={plural(figures.outstandingCount, "balance")}>
        <Amount amountMinor={figures.outstandingMinor} currency={currency} />
      </Figure>
      <Figure name="Overdue" note={plural(figures.overdueCount, "balance")}>
        <Amount
          amountMinor={figures.overdueMinor}
          currency={currency}
          className={figures.overdueMinor > 0n ? "text-danger" : ""}
        />
      </Figure>
      <Figure
        name="Settled"
        note={
          <>
            <Amount amountMinor={figures.settledLast30DaysMinor} currency={currency} /> in the last 30 days
            {figures.costPercent !== null && (
              <span className="block">
                {figures.costPercent.toFixed(1)} % to Stripe,{" "}
                <Amount amountMinor={figures.settledMinor - figures.feeMinor} currency={currency} /> net
              </span>
            )}
          </>
        }
      >
        <Amount amountMinor={figures.settledMinor} currency={currency} />
      </Figure>
      <Figure
        name="Share settled"
        note={
          <>
            of <Amount amountMinor={figures.billedMinor} currency={currency} /> billed
          </>
        }
      >
        {shareSettledPercent === null ? "–" : `${shareSettledPercent.toFixed(1)} %`}
      </Figure>
      <Figure name="Days sales outstanding" note={`at the pace of the last ${dsoWindowDays} days`}>
        {dsoDays === null ? "–" : dsoDays.toFixed(1)}
      </Figure>
    </Figures>
  );
}

function Lists({ forAPerson, waiting: forYou, forecast, sentLast7Days, recentPayments }: Overview) {
  const { replies, answers, chargebacks, holds, payments, plans, messages } = forAPerson;
  const waiting = [replies, answers, chargebacks, holds, payments, plans, messages];
  const callsDue = forYou.calls.due;
  const proposals = forYou.proposals.length > 0 ? countsInWords(forYou.proposals) : null;
  const lines = [forAPerson.stripeEvents.count > 0, callsDue > 0, proposals !== null].filter(Boolean).length;
  const total = waiting.reduce((sum, [first]) => sum + (first?.total ?? 0), lines);
  const shown = waiting.reduce((sum, list) => sum + list.length, lines);
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Panel title="Needs a person" flush note={shown < total ? `${shown} of ${total}` : null}>
        {total === 0 ? (
          <Empty title="Nothing waits for you">
            Replies, answers, chargebacks, odd payments, broken plans and messages that did not arrive show
            here.
          </Empty>
        ) : (
          <ForAPerson {...forAPerson} callsDue={callsDue} proposals={proposals} />
        )}
      </Panel>
      <div className="flex min-w-0 flex-col gap-5">
        <Panel
          title="What goes next"
          actions={
            <Link to="/desk/today" className="link text-sm">
              Today
            </Link>
          }
        >
          <GoesNext forecast={forecast} />
        </Panel>
        <Panel
          title="Sent in the last 7 days"
          actions={
            <Link to="/desk/messages" className="link text-sm">
              All messages
            </Link>
          }
        >
          <SentSummary counts={sentLast7Days} />
        </Panel>
        <Panel
          title="Latest payments"
          flush
          actions={
            <Link to="/desk/payments" className="link text-sm">
              All payments
            </Link>
          }
        >
          <LatestPayments payments={recentPayments} />
        </Panel>
      </div>
    </div>
  );
}

/** In two lines; the page of the day has the rest. */
function GoesNext({ forecast }: Pick<Overview, "forecast">) {
  return (
    <Facts>
      <Fact name="Still today">{countsInWords(forecast.today)}</Fact>
      <Fact name="Tomorrow">{countsInWords(forecast.tomorrow)}</Fact>
    </Facts>
  );
}

function LatestPayments({ payments }: { payments: Overview["recentPayments"] }) {
  if (payments.length === 0)
    return <p className="px-4 pt-1 pb-4 text-sm text-ink-soft">None through Tenfold yet.</p>;
  return (
    <ul className="divide-y divide-line">
      {payments.map(({ id, debtorName, amountMinor, currency, receivedAt }) => (
        <li key={id} className="relative px-4 py-2.5 text-sm hover:bg-raised/60">
          <div className="flex items-baseline justify-between gap-3">
            <Link to={`/desk/payments/${id}`} className="truncate after:absolute after:inset-0">
              {debtorName}
            </Link>
            <Amount amountMinor={amountMinor} currency={currency} />
          </div>
          {receivedAt && (
            <div className="text-ink-soft">
              <When at={receivedAt} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
