import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { answerNames } from "~/domain/timeline";
import type {
  AnswerKind,
  AnswerState,
  Channel,
  ChargebackState,
  HoldKind,
  MessageState,
} from "~/domain/vocabulary";
import { Amount } from "./amount";
import { Badge, type Tone } from "./badge";
import { When } from "./when";
import { channelWords, holdWords, messageStateWords, plural } from "./words";

interface Waiting {
  id: string;
  debtorId: string;
  debtorName: string;
  /** How many there are of this kind, shown or not. */
  total: number;
}

/** What a debtor wrote, the newest of it. */
export interface WaitingReply extends Waiting {
  channel: Channel;
  body: string;
  since: Date;
}

export interface WaitingAnswer extends Waiting {
  kind: AnswerKind;
  state: AnswerState;
  note: string | null;
  promisedOn: string | null;
  answeredAt: Date;
}

export interface WaitingChargeback extends Waiting {
  paymentId: string;
  state: ChargebackState;
  currency: string;
  amountMinor: bigint;
  reason: string;
  respondBy: Date | null;
  openedAt: Date;
}

/** A balance that a chargeback, or a refund made at Stripe, has reopened. */
export interface WaitingHold extends Waiting {
  reference: string;
  kind: HoldKind;
  currency: string;
  outstandingMinor: bigint;
  heldAt: Date;
}

export interface WaitingPayment extends Waiting {
  currency: string;
  unappliedMinor: bigint;
  flag: string | null;
  receivedAt: Date | null;
}

export interface WaitingPlan extends Waiting {
  endReason: string | null;
  endedAt: Date | null;
}

export interface WaitingMessage extends Waiting {
  channel: Channel;
  contact: string;
  state: MessageState;
  reason: string | null;
  queuedAt: Date;
}

interface WaitingWork {
  /** How many calls are to be made now. */
  callsDue: number;
  /** What waits to be released, in words; null: nothing. */
  proposals: string | null;
  /** What Stripe told us and could not be applied, and since when the first of it waits. */
  stripeEvents: { count: number; since: Date | null };
}

/** What Tenfold leaves to a person: each with who, what and since when, leading to where it is settled. */
export function ForAPerson({
  replies,
  answers,
  messages,
  stripeEvents,
  callsDue,
  proposals,
  ...money
}: WaitingMoney &
  WaitingWork & {
    replies: readonly WaitingReply[];
    answers: readonly WaitingAnswer[];
    messages: readonly WaitingMessage[];
  }) {
  return (
    <ul className="divide-y divide-line">
      <Work stripeEvents={stripeEvents} callsDue={callsDue} proposals={proposals} />
      <Money {...money} />
      <Replies replies={replies} />
      {answers.map((answer) => (
        <Item key={answer.id} {...ofDebtor(answer)} tone="warn" label="Answer" at={answer.answeredAt}>
          {answer.state === "broken" ? "Promised to pay and did not" : answerNames[answer.kind]}
          {answer.note && (
            <>
              {" "}
              <q className="text-ink-soft">{answer.note}</q>
            </>
          )}
        </Item>
      ))}
      {messages.map((message) => (
        <Item
          key={message.id}
          {...ofDebtor(message)}
          tone={messageStateWords[message.state].tone}
          label={channelWords[message.channel]}
          at={message.queuedAt}
        >
          {messageStateWords[message.state].label} to {message.contact}
          {message.reason && <span className="text-ink-soft">: {message.reason}</span>}
        </Item>
      ))}
    </ul>
  );
}

function Work({ stripeEvents, callsDue, proposals }: WaitingWork) {
  return (
    <>
      {stripeEvents.count > 0 && (
        <Item
          to="/desk/stripe-events"
          title={`${plural(stripeEvents.count, "event")} set aside`}
          tone="danger"
          label="Stripe"
          at={stripeEvents.since}
        >
          News of payments that could not be applied. Replay it, or see why.
        </Item>
      )}
      {callsDue > 0 && (
        <Item
          to="/desk/calls"
          title={`${plural(callsDue, "call")} to make`}
          tone="warn"
          label="Calls"
          at={null}
        >
          Each with its number, what is owed and what to say.
        </Item>
      )}
      {proposals !== null && (
        <Item to="/desk/today" title={proposals} tone="warn" label="Release" at={null}>
          Prepared, and waiting for one of you to release them.
        </Item>
      )}
    </>
  );
}

function Replies({ replies }: { replies: readonly WaitingReply[] }) {
  return (
    <>
      {replies.map((reply) => (
        <Item key={reply.id} {...ofDebtor(reply)} tone="warn" label="Reply" at={reply.since}>
          Wrote by {channelWords[reply.channel]} <q className="text-ink-soft">{reply.body}</q>
        </Item>
      ))}
      {replies[0] && replies[0].total > replies.length && (
        <Item to="/desk/replies" title="All replies" tone="warn" label="Reply" at={null}>
          {plural(replies[0].total, "debtor")} wait for an answer.
        </Item>
      )}
    </>
  );
}

interface WaitingMoney {
  chargebacks: readonly WaitingChargeback[];
  holds: readonly WaitingHold[];
  payments: readonly WaitingPayment[];
  plans: readonly WaitingPlan[];
}

/** Money that was taken back, is not what was asked for, or will not come as agreed. */
function Money({ chargebacks, holds, payments, plans }: WaitingMoney) {
  return (
    <>
      {chargebacks.map((chargeback) => (
        <Chargeback key={chargeback.id} chargeback={chargeback} />
      ))}
      {holds.map((hold) => (
        <Item
          key={hold.id}
          to={`/desk/balances/${hold.id}`}
          title={hold.debtorName}
          tone="warn"
          label="On hold"
          at={hold.heldAt}
        >
          <Amount amountMinor={hold.outstandingMinor} currency={hold.currency} /> of {hold.reference},
          reopened by {holdWords[hold.kind]}: ask for it again, or write it off
        </Item>
      ))}
      {payments.map((payment) => (
        <Item
          key={payment.id}
          to={`/desk/payments/${payment.id}`}
          title={payment.debtorName}
          tone="danger"
          label="Payment"
          at={payment.receivedAt}
        >
          {payment.flag ?? (
            <>
              <Amount amountMinor={payment.unappliedMinor} currency={payment.currency} /> belongs to no
              balance
            </>
          )}
        </Item>
      ))}
      {plans.map((plan) => (
        <Item key={plan.id} {...ofDebtor(plan)} tone="danger" label="Plan" at={plan.endedAt}>
          The plan is broken. {plan.endReason}
        </Item>
      ))}
    </>
  );
}

function Chargeback({ chargeback }: { chargeback: WaitingChargeback }) {
  const { paymentId, state, respondBy } = chargeback;
  return (
    <Item
      to={`/desk/payments/${paymentId}`}
      title={chargeback.debtorName}
      tone="danger"
      label={state === "inquiry" ? "Bank asks" : "Chargeback"}
      at={chargeback.openedAt}
    >
      <Amount amountMinor={chargeback.amountMinor} currency={chargeback.currency} />,{" "}
      {chargeback.reason.replaceAll("_", " ")}
      {respondBy && (
        <>
          : answer at Stripe by <When at={respondBy} detail="day" />
        </>
      )}
    </Item>
  );
}

function ofDebtor({ debtorId, debtorName }: Waiting): { to: string; title: string } {
  return { to: `/desk/debtors/${debtorId}`, title: debtorName };
}

function Item({
  to,
  title,
  tone,
  label,
  at,
  children,
}: {
  to: string;
  title: string;
  tone: Tone;
  label: string;
  at: Date | null;
  children: ReactNode;
}) {
  return (
    <li className="relative px-4 py-2.5 text-sm hover:bg-raised/60">
      <div className="flex items-baseline gap-3">
        <Badge tone={tone}>{label}</Badge>
        <Link to={to} className="min-w-0 grow truncate font-medium after:absolute after:inset-0">
          {title}
        </Link>
        {at && (
          <span className="text-ink-soft whitespace-nowrap">
            <When at={at} detail="day" />
          </span>
        )}
      </div>
      <p className="line-clamp-2 pt-0.5 wrap-anywhere">{children}</p>
    </li>
  );
}
