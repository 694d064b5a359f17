import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { and, eq, isNotNull } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import type { AdjustmentId, BalanceId, DebtorId, RefundId, VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { refundPayment } from "~/services/money-back/refund-payment.server";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import { adjustBalance } from "~/services/ledger/adjust-balance.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { balances, checkouts, messages, payments, refunds } from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { staff } from "~tests/factories/money-back";
import { stripeSdk } from "~tests/factories/payments";
import { makeVendor } from "~tests/factories/vendor";
import type { Failpoint } from "~/services/failpoint.server";
import { openOffice, type Office } from "./office";

/**
 * A killed worker's job is taken up within twenty seconds, a message that it was sending after two minutes;
 * the rest is patience for a slow machine.
 */
const withinMs = 240_000;
const usd = currency("USD");

export type Death = "process" | "backends";

/**
 * One story that passes every durable step, in which the process that first reaches `failpoint` dies there,
 * or loses all its connections to the database. Returns what is wrong in the end, in sentences; nothing is,
 * when nothing was lost and nothing doubled.
 */
export async function tellStory(
  server: { url: string; template: string },
  { failpoint, death }: { failpoint: Failpoint; death: Death },
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tenfold-kill-"));
  const mark = join(folder, "standing");
  const armed = death === "process" ? failpoint : `${failpoint}@${mark}`;
  const office = await openOffice(server, armed);
  const cut = death === "backends" ? cutWhenReached(office, mark) : null;
  try {
    // Both processes are armed, and what one died of is taken up by the other.
    const isReached = () => (cut ? cut.isDone() : deathsOf(office) > 0);
    await live(office, () => (isReached() ? null : armed));
    const problems = await examine(office);
    return isReached() ? problems : [`${failpoint} was never reached`, ...problems];
  } catch (error) {
    const printed = [office.web.output, office.worker.output].map((text) => text.slice(-2_000));
    throw new Error(printed.join("\n"), { cause: error });
  } finally {
    await cut?.stop();
    await office.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function deathsOf({ web, worker }: Office): number {
  return web.deaths + worker.deaths;
}

/** Waits for a process to stand still at its failpoint, cuts all connections, and lets it go on. */
function cutWhenReached(office: Office, mark: string): { isDone(): boolean; stop(): Promise<void> } {
  const seen = { isOver: false, wasReached: false };
  const watching = (async () => {
    while (!seen.isOver && !seen.wasReached) {
      if (existsSync(mark)) {
        await office.killBackends();
        seen.wasReached = true;
        rmSync(mark);
      }
      await pause(25);
    }
  })();
  return {
    isDone: () => seen.wasReached,
    async stop() {
      seen.isOver = true;
      await watching;
    },
  };
}

interface Cast {
  vendorId: VendorId;
  debtorId: DebtorId;
  page: string;
}

/** @param stillArmed the failpoint, as long as nothing has got there. */
async function live(office: Office, stillArmed: () => string | null): Promise<void> {
  const { db, stripe, deps } = office;
  const vendorId = (await makeVendor(db)).id;
  const debtorId = (await makeDebtor(db, { vendorId, email: "sam@example.com" })).id;
  const { token } = await db.asVendor(vendorId, (tx) =>
    mintPayLink(tx, { vendorId, debtorId, messageId: null, keys: deps.linkKeys, now: new Date() }),
  );
  const cast = { vendorId, debtorId, page: `${office.portal}/p/${token}` };

  const first = await makeBalance(db, { vendorId, debtorId, amountMinor: 4_500n });
  const session = await press(office, cast, { intent: "pay", keep: "yes" }, () => sessionOf(office, first));
  await stripe.control.pay({ session });
  await settled(office, first);

  const second = await makeBalance(db, { vendorId, debtorId, amountMinor: 3_000n });
  await press(office, cast, { intent: "pay_card" }, () => isSettled(office, second));

  await refundPart(office, first);
  const third = await makeBalance(db, { vendorId, debtorId, amountMinor: 2_000n });
  const open = await press(office, cast, { intent: "pay" }, () => sessionOf(office, third));
  await writeOff(office, { vendorId, balanceId: third });
  await until("the session is over at Stripe", async () => {
    const { status } = await stripeSdk(stripe).checkout.sessions.retrieve(open);
    return status === "expired";
  });
  await receiptsSent(office, vendorId);
  // What only a reconciliation passes: a worker begins with one, and now there is something to read.
  await office.forgetWhatWasRead();
  await office.worker.restart(stillArmed());
  await reconciled(office);
}

/** Opens the page and presses a button, again and again as people do when a page does not come. */
async function press<T>(
  office: Office,
  { page }: Cast,
  pressed: Record<string, string>,
  worked: () => Promise<T | false>,
): Promise<T> {
  return until(`${pressed["intent"]} works`, async () => {
    const before = await worked();
    if (before !== false) return before;
    try {
      const form = formOf(await (await fetch(page, { signal: soon() })).text());
      for (const [name, value] of Object.entries(pressed)) form.set(name, value);
      await fetch(page, { method: "POST", body: form, redirect: "manual", signal: soon() });
    } catch (error) {
      // A process that died under the press is started again; one that never answers has lost itself.
      if (error instanceof DOMException && error.name === "TimeoutError") throw error;
      await office.web.isUp();
    }
    return worked();
  });
}

function soon(): AbortSignal {
  return AbortSignal.timeout(30_000);
}

/** What a browser would send of the page's form without a touch. */
function formOf(html: string): URLSearchParams {
  const form = new URLSearchParams();
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    const value = /value="([^"]*)"/.exec(input)?.[1] ?? "";
    const isTick = input.includes('type="checkbox"') || input.includes('type="radio"');
    if (name && (!isTick || input.includes("checked"))) form.append(name, value);
  }
  return form;
}

async function sessionOf({ db }: Office, balanceId: BalanceId): Promise<string | false> {
  const [row] = await db.asSystem((tx) =>
    tx
      .select({ session: checkouts.stripeSessionId })
      .from(checkouts)
      .innerJoin(balances, eq(balances.debtorId, checkouts.debtorId))
      .where(
        and(eq(balances.id, balanceId), eq(checkouts.state, "open"), isNotNull(checkouts.stripeSessionId)),
      ),
  );
  return row?.session ?? false;
}

async function isSettled({ db }: Office, balanceId: BalanceId): Promise<boolean> {
  const [row] = await db.asSystem((tx) => tx.select().from(balances).where(eq(balances.id, balanceId)));
  return row?.outstandingMinor === 0n;
}

function settled(office: Office, balanceId: BalanceId): Promise<true> {
  return until("the balance is settled", () => isSettled(office, balanceId));
}

async function refundPart(office: Office, balanceId: BalanceId): Promise<void> {
  const { db, deps } = office;
  const [payment] = await db.asSystem((tx) =>
    tx
      .select({ id: payments.id, vendorId: payments.vendorId })
      .from(payments)
      .innerJoin(balances, eq(balances.debtorId, payments.debtorId))
      .where(and(eq(balances.id, balanceId), eq(payments.amountMinor, 4_500n))),
  );
  if (!payment) throw new Error("The first payment is not there.");
  const { vendorId, id: paymentId } = payment;
  const requestId = uuid() as RefundId;
  const form = { requestId, paymentId, amountMinor: 1_000n, currency: usd, from: "any" as const };
  const refund = { ...form, owedAgain: false, reason: "A part was not done" };
  await refundPayment(deps, { vendorId, refund, by: staff, now: new Date() });
  await until("the refund is made", async () => {
    const [row] = await db.asSystem((tx) => tx.select().from(refunds).where(eq(refunds.id, requestId)));
    return row?.state === "succeeded";
  });
}

async function writeOff(
  { deps }: Office,
  { vendorId, balanceId }: { vendorId: VendorId; balanceId: BalanceId },
): Promise<void> {
  const requestId = uuid() as AdjustmentId;
  const form = { requestId, kind: "write_off" as const, amountMinor: 2_000n, currency: usd };
  const adjustment = { ...form, reason: "Given up" };
  await adjustBalance(deps, { vendorId, balanceId, adjustment, by: staff, now: new Date() });
}

function receiptsSent({ db }: Office, vendorId: VendorId): Promise<true> {
  return until("both receipts are sent", async () => {
    const sent = await db.asSystem((tx) =>
      tx
        .select()
        .from(messages)
        .where(and(eq(messages.vendorId, vendorId), eq(messages.purpose, "receipt"))),
    );
    return sent.length === 2 && sent.every(({ state }) => state === "sent" || state === "delivered");
  });
}

function reconciled({ db }: Office): Promise<true> {
  return until("a reconciliation has read everything, and all of it is applied", async () => {
    const cursors = await db.asSystem((tx) => tx.execute("select from stripe_event_cursors"));
    const waiting = await db.asSystem((tx) =>
      tx.execute("select from stripe_events where handled_at is null"),
    );
    return cursors.length > 0 && waiting.length === 0;
  });
}

async function until<T>(what: string, look: () => Promise<T | false>): Promise<Exclude<T, false>> {
  const endAt = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== false) return found as Exclude<T, false>;
    if (Date.now() > endAt) throw new Error(`It never came about that ${what}.`);
    await pause(150);
  }
}

/** Whether our books agree with themselves and with Stripe's, and everything happened once. */
async function examine({ db, deps, stripe, messages: inbox }: Office): Promise<string[]> {
  const { differences } = await verifyLedger(deps);
  const problems = differences.map((one) => `${one.what} ${one.which}: ${one.stored}, not ${one.derived}`);
  const ours = await db.asSystem((tx) => tx.select().from(payments));
  const { payments: theirs } = await stripe.control.books({});
  const paid = theirs.filter(({ captured }) => captured > 0);
  if (paid.length !== 2) problems.push(`Stripe took money ${paid.length} times`);
  for (const book of paid) {
    const row = ours.find(({ stripePaymentIntentId }) => stripePaymentIntentId === book.paymentIntent);
    const apart =
      row?.state !== "succeeded" ||
      Number(row.amountMinor) !== book.captured ||
      Number(row.refundedMinor) !== book.refunded ||
      Number(row.feeMinor) !== book.fees;
    if (apart) problems.push(`${book.paymentIntent} is not here as it is at Stripe`);
  }
  const refunded = paid.reduce((total, book) => total + book.refunded, 0);
  if (refunded !== 1_000) problems.push(`Stripe gave ${refunded} back`);
  const owed = await db.asSystem((tx) => tx.select().from(balances));
  for (const { reference, outstandingMinor } of owed) {
    if (outstandingMinor !== 0n) problems.push(`${reference} is outstanding with ${outstandingMinor}`);
  }
  const receipts = inbox.emails({ to: "sam@example.com" });
  if (receipts.length !== 2) problems.push(`${receipts.length} receipts arrived`);
  return problems;
}
