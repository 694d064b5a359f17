import type { Channel, MessageState } from "~/domain/vocabulary";

/**
 * A provider has answered, or its client has given up, long before this; then whoever was sending it is gone.
 */
export const leaseMs = 2 * 60_000;
/** Resend remembers an idempotency key for 24 hours; an hour is left for clocks that disagree. */
const keyRemembersMs = 23 * 3_600_000;

interface Sending {
  channel: Channel;
  state: MessageState;
  /** When it was first handed over, as far as that may have worked; null when it certainly has not. */
  sendingAt: Date | null;
}

/** What may be done with a message that is to be sent, as it stands. */
export type Standing =
  | { kind: "send" }
  /** It may have gone out, and only the provider knows. */
  | { kind: "look_up" }
  /** It may have gone out, and nobody can tell any more: a second one must not follow. */
  | { kind: "give_up"; reason: string }
  /** Its lease began at a time that is yet to come, by a clock that was put back: it begins anew. */
  | { kind: "restart_lease" }
  | { kind: "leave"; outcome: string };

/**
 * @param knowsKeys whether the provider knows an email by its key and sends it once however often it gets it.
 */
export function standingOf(
  { channel, state, sendingAt }: Sending,
  { knowsKeys, now }: { knowsKeys: boolean; now: Date },
): Standing {
  if (state === "unknown" && channel === "sms") return { kind: "look_up" };
  if (state === "queued")
    return sendingAt === null ? { kind: "send" } : tried(channel, sendingAt, knowsKeys, now);
  if (state !== "sending") return { kind: "leave", outcome: `It is ${state} already.` };
  const age = sendingAt === null ? leaseMs : now.getTime() - sendingAt.getTime();
  if (age < 0) return { kind: "restart_lease" };
  if (age < leaseMs) return { kind: "leave", outcome: "It is being sent." };
  return tried(channel, sendingAt ?? now, knowsKeys, now);
}

function tried(channel: Channel, sendingAt: Date, knowsKeys: boolean, now: Date): Standing {
  if (channel === "sms") return { kind: "look_up" };
  if (!knowsKeys)
    return { kind: "give_up", reason: "The mail server's answer was lost. It was not sent again." };
  if (now.getTime() - sendingAt.getTime() <= keyRemembersMs) return { kind: "send" };
  const reason = "Whether it was sent could not be found out within a day. It was not sent again.";
  return { kind: "give_up", reason };
}
