import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Link, useActionData, useLoaderData, useLocation } from "@remix-run/react";
import { v7 as uuid } from "uuid";
import { z } from "zod";
import { Amount } from "~/components/desk/amount";
import { AnswerList } from "~/components/desk/answer-list";
import { Notice } from "~/components/desk/badge";
import { BalanceBadge, endings } from "~/components/desk/balance-badge";
import { Fact, Facts, Panel } from "~/components/desk/panel";
import { CostToCollect } from "~/components/desk/cost-to-collect";
import { HoldNotice } from "~/components/desk/hold-notice";
import { PaymentList } from "~/components/desk/payment-list";
import { ProblemPage } from "~/components/desk/problem-page";
import { RecordAdjustment } from "~/components/desk/record-adjustment";
import type { Refused } from "~/components/desk/record-form";
import { RecordList } from "~/components/desk/record-list";
import { RecordPayment } from "~/components/desk/record-payment";
import { Cell, Row, Table } from "~/components/desk/table";
import { Timeline } from "~/components/desk/timeline";
import { Day, When } from "~/components/desk/when";
import { endingOf } from "~/domain/balance-standing";
import type { BalanceId } from "~/domain/ids";
import { entryNames } from "~/domain/timeline";
import { deskContext } from "~/services/staff/desk-context.server";
import { readBalance } from "~/services/desk/read-balance.server";
import { recordByHand } from "~/services/desk/record-by-hand.server";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.balance.reference ?? "Balance"} · Tenfold` },
];

const balanceIdSchema = z.uuid().transform((id) => id as BalanceId);
const doneSchema = z.enum([
  "record-payment",
  "credit",
  "write_off",
  "reverse-payment",
  "reverse-adjustment",
  "ask-again",
]);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const id = balanceIdSchema.safeParse(params["id"]);
  const search = new URL(request.url).searchParams;
  const all = search.get("timeline") === "all";
  const found = id.success ? await readBalance({ db }, { vendor, balanceId: id.data, all, now }) : null;
  if (!found) throw new Response("No such balance", { status: 404 });
  const done = doneSchema.safeParse(search.get("done")).data ?? null;
  return { ...found, done, requestIds: { payment: uuid(), credit: uuid(), writeOff: uuid() } };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const id = balanceIdSchema.safeParse(params["id"]);
  if (!id.success) throw new Response("No such balance", { status: 404 });
  const form = await request.formData();
  const refused = await recordByHand({ db }, { vendor, balanceId: id.data, form, by: user.id, now });
  if (refused) return data(refused, 400);
  const url = new URL(request.url);
  url.searchParams.set("done", doneSchema.parse(form.get("intent")));
  return redirect(`${url.pathname}?${url.searchParams}`);
}

export default function BalancePanel() {
  const { balance, today, postings, answers, timeline, recorded, holds, done } =
    useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { search: searchNow, pathname } = useLocation();
  const search = withoutDone(searchNow);
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
      {done && !refused && <Notice tone="good">{doneWords[done]}</Notice>}
      <HoldNotice holds={holds} />
      <BalanceFacts />
      {balance.outstandingMinor > 0n && <RecordPanel refused={refused} />}
      {recorded.payments.length + recorded.adjustments.length > 0 && (
        <Panel title="Recorded by hand">
          <RecordList recorded={recorded} currency={currency} refused={refused} />
        </Panel>
      )}
      <Collected />
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

/** The payments on the balance, and what they leave of it. */
function Collected() {
  const { balance, payments, cost } = useLoaderData<typeof loader>();
  return (
    <>
      {payments.length > 0 && (
        <Panel title="Payments" flush>
          <PaymentList
            payments={payments.map(({ onBalanceMinor, ...payment }) => ({
              ...payment,
              partMinor: onBalanceMinor,
            }))}
          />
        </Panel>
      )}
      <CostToCollect cost={cost} currency={balance.currency} />
    </>
  );
}

function BalanceFacts() {
  const { balance, debtor } = useLoaderData<typeof loader>();
  const { currency } = balance;
  return (
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
      {balance.creditedMinor > 0n && (
        <Fact name="Credited">
          <Amount amountMinor={balance.creditedMinor} currency={currency} />
        </Fact>
      )}
      {balance.writtenOffMinor > 0n && (
        <Fact name="Written off">
          <Amount amountMinor={balance.writtenOffMinor} currency={currency} />
        </Fact>
      )}
      {balance.settledAt && (
        <Fact name={endingOf(balance) === "settled" ? endings.settled.label : "Closed"}>
          <When at={balance.settledAt} />
        </Fact>
      )}
    </Facts>
  );
}

const doneWords: Record<z.infer<typeof doneSchema>, string> = {
  "record-payment": "The payment is recorded.",
  credit: "The credit is recorded.",
  write_off: "The write-off is recorded.",
  "reverse-payment": "The payment is reversed.",
  "reverse-adjustment": "It is reversed.",
  "ask-again": "It is asked for again, like any other balance.",
};

/** What was just done is said once, not carried along. */
function withoutDone(search: string): string {
  const params = new URLSearchParams(search);
  params.delete("done");
  return params.size === 0 ? "" : `?${params}`;
}

/**
 * What a person can record on a balance on which something is outstanding. Each form is a new one once
 * something was recorded, so that nothing written into the last one is sent again.
 */
function RecordPanel({ refused }: { refused: Refused | undefined }) {
  const { balance, debtor, today, requestIds } = useLoaderData<typeof loader>();
  const about = (intent: string) => (refused?.intent === intent ? refused : undefined);
  return (
    <Panel title="Record">
      <RecordPayment
        balance={balance}
        email={debtor.email}
        today={today}
        key={requestIds.payment}
        requestId={requestIds.payment}
        refused={about("record-payment")}
      />
      <RecordAdjustment
        kind="credit"
        balance={balance}
        key={requestIds.credit}
        requestId={requestIds.credit}
        refused={about("credit")}
      />
      <RecordAdjustment
        kind="write_off"
        balance={balance}
        key={requestIds.writeOff}
        requestId={requestIds.writeOff}
        refused={about("write_off")}
      />
    </Panel>
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
