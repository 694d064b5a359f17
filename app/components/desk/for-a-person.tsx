import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { answerNames } from "~/domain/timeline";
import type { AnswerKind, AnswerState, Channel, MessageState } from "~/domain/vocabulary";
import { Amount } from "./amount";
import { Badge, type Tone } from "./badge";
import { When } from "./when";
import { channelWords, messageStateWords } from "./words";

interface Waiting {
  id: string;
  debtorId: string;
  debtorName: string;
  /** How many there are of this kind, shown or not. */
  total: number;
}

export interface WaitingAnswer extends Waiting {
  kind: AnswerKind;
  state: AnswerState;
  note: string | null;
  promisedOn: string | null;
  answeredAt: Date;
}

export interface WaitingPayment extends Waiting {
  currency: string;
  unappliedMinor: bigint;
  flag: string | null;
  receivedAt: Date | null;
}

export interface WaitingMessage extends Waiting {
  channel: Channel;
  contact: string;
  state: MessageState;
  reason: string | null;
  queuedAt: Date;
}

/** What Tenfold leaves to a person: each with who, what and since when, leading to where it is settled. */
export function ForAPerson({
  answers,
  payments,
  messages,
}: {
  answers: readonly WaitingAnswer[];
  payments: readonly WaitingPayment[];
  messages: readonly WaitingMessage[];
}) {
  return (
    <ul className="divide-y divide-line">
      {payments.map((payment) => (
        <Item key={payment.id} {...payment} tone="danger" label="Payment" at={payment.receivedAt}>
          {payment.flag ?? (
            <>
              <Amount amountMinor={payment.unappliedMinor} currency={payment.currency} /> belongs to no
              balance
            </>
          )}
        </Item>
      ))}
      {answers.map((answer) => (
        <Item key={answer.id} {...answer} tone="warn" label="Answer" at={answer.answeredAt}>
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
          {...message}
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

function Item({
  debtorId,
  debtorName,
  tone,
  label,
  at,
  children,
}: Pick<Waiting, "debtorId" | "debtorName"> & {
  tone: Tone;
  label: string;
  at: Date | null;
  children: ReactNode;
}) {
  return (
    <li className="relative px-4 py-2.5 text-sm hover:bg-raised/60">
      <div className="flex items-baseline gap-3">
        <Badge tone={tone}>{label}</Badge>
        <Link
          to={`/desk/debtors/${debtorId}`}
          className="min-w-0 grow truncate font-medium after:absolute after:inset-0"
        >
          {debtorName}
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
