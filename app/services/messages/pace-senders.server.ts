import { setTimeout as pause } from "node:timers/promises";
import type { EmailSender } from "~/adapters/email.server";
import type { SmsSender } from "~/adapters/sms.server";
import type { NotTaken, Pace } from "~/domain/hand-over";
import type { Database } from "~db/client";
import { postponeTurns, takeTurn } from "~db/queries/messages/provider-paces";

type Turns = Pick<Database, "asSystem">;

/**
 * A provider counts what arrives, and two calls do not take the same time to get there: spread a quarter
 * wider than it allows, they may be up to a quarter of a second apart in that and still not meet in one of
 * its seconds.
 */
const spread = 1.25;
/**
 * Far less than the lease of a message that is being sent; whoever would wait longer is tried again later.
 */
const waitAtMostMs = 30_000;

/**
 * What the spread leaves room for; a process that is busy with something else may wake up later than that.
 */
const lateAtMostMs = 200;
/** One that is late every time goes all the same: the provider says so if it was too fast. */
const mostTurns = 3;

/**
 * The same sender, whose calls wait their turn, so that all processes together keep to the provider's rate.
 */
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
  if (!(await waitForTurn(db, { provider, everyMs: (spread * 1_000) / perSecond })))
    return { kind: "retry", reason: "Too much is waiting for the provider." };
  const result = await call();
  const { waitMs: forMs } = "waitMs" in result ? result : {};
  if (forMs !== undefined) await db.asSystem((tx) => postponeTurns(tx, { provider, forMs }));
  return result;
}

/**
 * False where the turn would be too far off. A turn that this process slept through is given up for another.
 */
async function waitForTurn(
  db: Turns,
  { provider, everyMs }: { provider: Pace["provider"]; everyMs: number },
): Promise<boolean> {
  for (let turns = 1; turns <= mostTurns; turns += 1) {
    const turn = await db.asSystem(async (tx) => {
      const askedAtMs = performance.now();
      return { askedAtMs, waitMs: await takeTurn(tx, { provider, everyMs, withinMs: waitAtMostMs }) };
    });
    if (turn.waitMs === null) return false;
    await pause(turn.waitMs);
    if (performance.now() - turn.askedAtMs - turn.waitMs <= lateAtMostMs) return true;
  }
  return true;
}
