import { setTimeout as pause } from "node:timers/promises";
import type { EmailSender } from "~/adapters/email.server";
import type { SmsSender } from "~/adapters/sms.server";
import type { NotTaken, Pace } from "~/domain/hand-over";
import type { Database } from "~db/client";
import { postponeTurns, takeTurn } from "~db/queries/messages/provider-paces";

type Turns = Pick<Database, "asSystem">;

/**
 * A provider counts what arrives, and two calls do not take the same time to get there: spread a tenth wider
 * than it allows, they do not meet in one of its seconds.
 */
const spread = 1.1;
/** Far less than the lease of a message that is being sent; whoever would wait longer is tried again later. */
const waitAtMostMs = 30_000;

/** The same sender, whose calls wait their turn, so that all processes together keep to the provider's rate. */
export function paceEmail(db: Turns, email: EmailSender): EmailSender {
  const { pace, sendAll } = email;
  if (pace === null) return email;
  return {
    ...email,
    send: (one) => inTurn(db, pace, () => email.send(one)),
    sendAll: sendAll && ((batch) => inTurn(db, pace, () => sendAll(batch))),
  };
}

/** The same for SMS. */
export function paceSms(db: Turns, sms: SmsSender): SmsSender {
  const { pace } = sms;
  return pace === null ? sms : { ...sms, send: (one) => inTurn(db, pace, () => sms.send(one)) };
}

async function inTurn<Result extends { kind: string }>(
  db: Turns,
  { provider, perSecond }: Pace,
  call: () => Promise<Result | NotTaken>,
): Promise<Result | NotTaken> {
  const everyMs = (spread * 1_000) / perSecond;
  const waitMs = await db.asSystem((tx) => takeTurn(tx, { provider, everyMs, withinMs: waitAtMostMs }));
  if (waitMs === null) return { kind: "retry", reason: "Too much is waiting for the provider." };
  await pause(waitMs);
  const result = await call();
  const { waitMs: forMs } = "waitMs" in result ? result : {};
  if (forMs !== undefined) await db.asSystem((tx) => postponeTurns(tx, { provider, forMs }));
  return result;
}
