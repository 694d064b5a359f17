import { Link } from "@remix-run/react";
import type { Channel, MessagePurpose, MessageState } from "~/domain/vocabulary";
import { Badge } from "./badge";
import { When } from "./when";
import { channelWords, messageStateWords, plural, purposeWords } from "./words";

export interface ListedMessage {
  id: string;
  purpose: MessagePurpose;
  channel: Channel;
  contact: string;
  subject: string | null;
  body: string | null;
  segments: number | null;
  state: MessageState;
  reason: string | null;
  queuedAt: Date;
  sentAt: Date | null;
  openedAt: Date | null;
  machineOpenedAt: Date | null;
  debtor?: { id: string; name: string };
}

/** Messages with what became of them; each opens to the text as it went. */
export function MessageList({ messages }: { messages: readonly ListedMessage[] }) {
  return (
    <ul className="divide-y divide-line text-sm">
      {messages.map((message) => (
        <MessageRow key={message.id} message={message} />
      ))}
    </ul>
  );
}

function MessageRow({ message }: { message: ListedMessage }) {
  const { purpose, channel, contact, subject, body, segments, state, reason, queuedAt, sentAt, debtor } =
    message;
  const { label, tone } = messageStateWords[state];
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <span className="font-medium">
          {channelWords[channel]} · {purposeWords[purpose]}
        </span>
        <Badge tone={tone}>{label}</Badge>
        {debtor && (
          <Link to={`/desk/debtors/${debtor.id}`} className="link min-w-0 truncate">
            {debtor.name}
          </Link>
        )}
        <span className="min-w-0 grow wrap-anywhere text-ink-soft">{contact}</span>
        <span className="text-xs text-ink-soft">
          <When at={sentAt ?? queuedAt} />
        </span>
      </div>
      {reason && <p className="wrap-anywhere text-ink-soft">{reason}</p>}
      <Opened message={message} />
      {body !== null && (
        <details className="pt-0.5">
          <summary className="wrap-anywhere text-ink-soft hover:text-ink">
            {subject ?? "Show the text"}
            {segments !== null && ` · ${plural(segments, "segment")}`}
          </summary>
          <div className="mt-1 max-h-96 overflow-auto rounded bg-raised p-3 whitespace-pre-wrap">{body}</div>
        </details>
      )}
    </li>
  );
}

/** A machine that fetched it is no sign that anyone has seen it, and is said apart. */
function Opened({ message: { openedAt, machineOpenedAt } }: { message: ListedMessage }) {
  if (openedAt !== null)
    return (
      <p className="text-ink-soft">
        Opened <When at={openedAt} />
      </p>
    );
  if (machineOpenedAt === null) return null;
  return (
    <p className="text-ink-soft">
      Fetched by a mail program’s proxy or a scanner <When at={machineOpenedAt} />, not known to be opened
    </p>
  );
}
