import { v5 as uuid } from "uuid";
import type { MessageId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";
import type { InstalmentRow } from "~db/queries/plans/instalments";

/** What a message about an instalment is for, in so far as it sets it apart from any other. */
export type About =
  /** That it is charged then. One charged on another day than was announced is announced again. */
  | { purpose: "instalment_notice"; instalment: Pick<InstalmentRow, "id" | "chargeAt"> }
  /** That this try failed. */
  | { purpose: "instalment_failed"; instalment: Pick<InstalmentRow, "id" | "attempts"> };

/**
 * The id of the message about it on this channel: always the same, so that however often and from wherever it
 * is queued, it is one message, and so that a message tells what it is about.
 */
export function planMessageId(about: About, channel: Channel): MessageId {
  const which =
    about.purpose === "instalment_notice"
      ? about.instalment.chargeAt.toISOString()
      : String(about.instalment.attempts);
  return uuid(`${about.purpose}:${about.instalment.id}:${which}:${channel}`, namespace) as MessageId;
}

/** Any constant serves; it keeps these ids apart from others made in the same way. */
const namespace = "6e0f5f0c-6f5c-4f0e-9b57-7a1f6d3d2c11";

/** Which of these instalments a message of this purpose and id is about; undefined when it is out of date. */
export function instalmentOfMessage<One extends Pick<InstalmentRow, "id" | "chargeAt" | "attempts">>(
  instalments: readonly One[],
  { id, purpose, channel }: { id: MessageId; purpose: About["purpose"]; channel: Channel },
): One | undefined {
  return instalments.find((instalment) => planMessageId({ purpose, instalment }, channel) === id);
}
