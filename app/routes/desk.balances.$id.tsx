import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData, useLocation } from "@remix-run/react";
import { z } from "zod";
import { Amount } from "~/components/desk/amount";
import { AnswerList } from "~/components/desk/answer-list";
import { BalanceBadge } from "~/components/desk/balance-badge";
import { Fact, Facts, Panel } from "~/components/desk/panel";
import { ProblemPage } from "~/components/desk/problem-page";
import { Cell, Row, Table } from "~/components/desk/table";
import { Timeline } from "~/components/desk/timeline";
import { Day, When } from "~/components/desk/when";
import type { BalanceId } from "~/domain/ids";
import { entryNames } from "~/domain/timeline";
import { deskContext } from "~/services/staff/desk-context.server";
import { readBalance } from "~/services/desk/read-balance.server";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.balance.reference ?? "Balance"} · Tenfold` },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const id = z.uuid().safeParse(params["id"]);
  const all = new URL(request.url).searchParams.get("timeline") === "all";
  const found = id.success
    ? await readBalance({ db }, { vendor, balanceId: id.data as BalanceId, all, now })
    : null;
  if (!found) throw new Response("No such balance", { status: 404 });
  return found;
}

export default function BalancePanel() {
  const { balance, debtor, today, postings, answers, timeline } = useLoaderData<typeof loader>();
  const { search, pathname } = useLocation();
  const { currency } = balance;
  return (
    <aside
      aria-label={`Balance ${balance.reference}`}
      className="flex min-w-0 flex-col gap-4 xl:sticky xl:top-7 xl:max-h-[94dvh] xl:overflow-y-auto"
    >
      <div className="flex items-start justify-between gap-3">
        <h1 className="min-w-0 text-lg font-semibold wrap-anywhere">{balance.reference}</h1>
        <Link
          to={`/desk/balances${search}`}
          preventScrollReset
          className="rounded-md px-2 py-1 text-sm text-ink-soft hover:bg-raised"
          aria-keyshortcuts="Escape"
        >
          Close
        </Link>
      </div>
      <div>
        <p className="text-2xl font-semibold tracking-tight">
          <Amount amountMinor={balance.outstandingMinor} currency={currency} />
        </p>
        <p className="flex flex-wrap items-center gap-2 text-sm text-ink-soft">
          outstanding of <Amount amountMinor={balance.amountMinor} currency={currency} />
          <BalanceBadge balance={balance} today={today} />
        </p>
      </div>
      <Facts>
        <Fact name="Debtor">
          <Link to={`/desk/debtors/${debtor.id}`} className="link">
            {debtor.name}
          </Link>
        </Fact>
        {balance.description && <Fact name="For">{balance.description}</Fact>}
        <Fact name="Issued">
          <Day on={balance.issuedOn} />
        </Fact>
        <Fact name="Due">
          <Day on={balance.dueOn} />
        </Fact>
        {balance.settledAt && (
          <Fact name="Settled">
            <When at={balance.settledAt} />
          </Fact>
        )}
      </Facts>
      {answers.length > 0 && (
        <Panel title="Answers">
          <AnswerList answers={answers} currency={currency} closable={false} />
        </Panel>
      )}
      <Panel title="Ledger" flush>
        <Ledger postings={postings} />
      </Panel>
      <Panel title="Timeline">
        <Timeline
          items={timeline.items}
          hasMore={timeline.hasMore}
          moreTo={`${pathname}?timeline=all`}
          showBalance={false}
        />
      </Panel>
    </aside>
  );
}

type Posting = Awaited<ReturnType<typeof loader>>["postings"][number];

/** Each line that moved the balance, with what was outstanding after it. */
function Ledger({ postings }: { postings: Posting[] }) {
  const columns = [
    { label: "Entry" },
    { label: "Amount", align: "right" as const },
    { label: "Outstanding", align: "right" as const },
  ];
  let outstandingMinor = 0n;
  return (
    <Table caption="Postings" columns={columns}>
      {postings.map(({ entryId, line, kind, occurredAt, amountMinor, currency }) => {
        outstandingMinor += amountMinor;
        return (
          <Row key={`${entryId} ${line}`}>
            <Cell>
              {entryNames[kind]}
              <span className="block text-xs text-ink-soft">
                <When at={occurredAt} detail="day" />
              </span>
            </Cell>
            <Cell align="right">
              <Amount amountMinor={amountMinor} currency={currency} />
            </Cell>
            <Cell align="right">
              <Amount amountMinor={outstandingMinor} currency={currency} />
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}

export function ErrorBoundary() {
  return <ProblemPage />;
}
