import { Form, Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { Answerable } from "~/domain/answerable";
import type { Channel, MessagePurpose, MessageState } from "~/domain/vocabulary";
import { AnswerForm, SaidForm } from "./answer-debtor";
import { Badge } from "./badge";
import { Button } from "./button";
import { classNames } from "./class-names";
import type { ReturnedForm } from "./returned-form";
import { When } from "./when";
import { channelWords, messageStateWords, plural, purposeWords } from "./words";

interface Theirs {
  by: "debtor";
  id: string;
  channel: Channel;
  contact: string;
  subject: string | null;
  body: string;
  at: Date;
  handledAt: Date | null;
  handledBy: string | null;
}

interface Ours {
  by: "vendor";
  id: string;
  purpose: MessagePurpose;
  channel: Channel;
  contact: string;
  subject: string | null;
  body: string | null;
  segments: number | null;
  state: MessageState;
  reason: string | null;
  at: Date;
}

export interface Talk {
  items: readonly (Theirs | Ours)[];
  unhandledUpTo: Date | null;
  answerable: Answerable;
}

/**
 * What was written both ways, newest last, with what a person can do about it: answer, or say what it comes
 * to.
 *
 * @param last only so many of the newest; all of it without.
 */
export function Conversation({
  talk,
  debtor,
  today,
  requestId,
  returned,
  last,
}: {
  talk: Talk;
  debtor: { id: string; name: string | null; reference: string };
  today: string;
  /** Made by the page, so that sending the form twice sends one message. */
  requestId: string;
  returned?: ReturnedForm | undefined;
  last?: number;
}) {
  const { items, unhandledUpTo, answerable } = talk;
  const shown = last === undefined ? items : items.slice(-last);
  const action = `/desk/debtors/${debtor.id}/conversation`;
  const newest = items.findLast((item) => item.by === "debtor");
  return (
    <div className="flex flex-col gap-4">
      {shown.length < items.length && (
        <Link to={action} className="link text-sm">
          See what was written before
        </Link>
      )}
      <ol className="flex flex-col gap-3">
        {shown.map((item) =>
          item.by === "debtor" ? (
            <TheirWords key={item.id} item={item} name={debtor.name ?? debtor.reference} />
          ) : (
            <OurWords key={item.id} item={item} />
          ),
        )}
      </ol>
      {unhandledUpTo && (
        <section className="flex flex-col gap-3 rounded-md bg-warn-soft px-4 py-3 text-sm">
          <p className="text-warn">Reminders wait until this is handled, at most five days.</p>
          <div className="flex flex-wrap gap-2">
            <Form method="post" action={action}>
              <input type="hidden" name="upTo" value={unhandledUpTo.toISOString()} />
              <Button name="intent" value="handled">
                Handled
              </Button>
            </Form>
          </div>
          <SaidForm
            action={action}
            upTo={unhandledUpTo}
            today={today}
            words={waitingWords(items)}
            returned={returned}
          />
        </section>
      )}
      {answerable.kind === "cannot" && <p className="text-sm text-ink-soft">{answerable.reason}</p>}
      {answerable.kind === "can" && (
        <AnswerForm
          action={action}
          to={answerable}
          upTo={newest?.at ?? null}
          waits={unhandledUpTo !== null}
          requestId={requestId}
          returned={returned}
        />
      )}
    </div>
  );
}

/** All that they wrote and nobody has handled. */
function waitingWords(items: Talk["items"]): string {
  return items
    .flatMap((item) => (item.by === "debtor" && item.handledAt === null ? [item.body] : []))
    .join("\n");
}

function TheirWords({ item, name }: { item: Theirs; name: string }) {
  const isAutomatic = item.handledBy === "tenfold:automatic";
  return (
    <Words side="theirs" title={name} channel={item.channel} at={item.at}>
      <p className="flex flex-wrap items-baseline gap-2 text-xs text-ink-soft">
        <span className="wrap-anywhere">{item.contact}</span>
        {item.handledAt === null && <Badge tone="warn">Waits for you</Badge>}
        {isAutomatic && <Badge>Needs nobody</Badge>}
      </p>
      {item.subject && <p className="font-medium wrap-anywhere">{item.subject}</p>}
      <p className="whitespace-pre-wrap wrap-anywhere">{item.body}</p>
    </Words>
  );
}

function OurWords({ item }: { item: Ours }) {
  const state = messageStateWords[item.state];
  return (
    <Words side="ours" title={purposeWords[item.purpose]} channel={item.channel} at={item.at}>
      <p className="flex flex-wrap items-baseline gap-2 text-xs text-ink-soft">
        <span className="wrap-anywhere">to {item.contact}</span>
        <Badge tone={state.tone}>{state.label}</Badge>
        {item.segments !== null && <span>{plural(item.segments, "segment")}</span>}
      </p>
      {item.purpose === "reply" && item.body !== null ? (
        <p className="whitespace-pre-wrap wrap-anywhere">{item.body}</p>
      ) : (
        <Folded subject={item.subject} body={item.body} />
      )}
      {item.reason && <p className="text-ink-soft">{item.reason}</p>}
    </Words>
  );
}

function Folded({ subject, body }: { subject: string | null; body: string | null }) {
  if (body === null) return <p className="text-ink-soft">Not written yet.</p>;
  return (
    <details>
      <summary className="text-ink-soft hover:text-ink wrap-anywhere">{subject ?? "Show the text"}</summary>
      <p className="pt-1 whitespace-pre-wrap wrap-anywhere">{body}</p>
    </details>
  );
}

function Words({
  side,
  title,
  channel,
  at,
  children,
}: {
  side: "theirs" | "ours";
  title: string;
  channel: Channel;
  at: Date;
  children: ReactNode;
}) {
  return (
    <li
      className={classNames(
        "flex max-w-[85%] min-w-0 flex-col gap-1 rounded-lg px-3.5 py-2.5 text-sm",
        side === "theirs" ? "self-start bg-raised" : "self-end border border-line",
      )}
    >
      <p className="flex flex-wrap items-baseline gap-x-2 text-xs">
        <span className="font-semibold wrap-anywhere">{title}</span>
        <span className="text-ink-soft">
          {channelWords[channel]} · <When at={at} />
        </span>
      </p>
      {children}
    </li>
  );
}
