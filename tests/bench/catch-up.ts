import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import type { StripeEventId, VendorId } from "~/domain/ids";
import { creditsFirst } from "~/domain/stripe-event-types";
import { applyStripeEvent } from "~/services/payments/apply-stripe-event.server";
import { reconcileStripe } from "~/services/reconciliation/reconcile-stripe.server";
import { connect, type Database } from "~db/client";
import { startEmbeddedPostgres } from "~db/embedded/start";
import { migrate } from "~db/migrate";
import { listEventsWithoutEffect } from "~db/queries/ledger/stripe-events";
import { stripeEvents } from "~db/schema";
import { openStripeDesk, type AtStripe, type StripeDesk } from "~tests/factories/stripe-desk";
import { makeVendor } from "~tests/factories/vendor";
import { measure, type Result } from "./measure";

const runs = 3;
/** Payments that nobody told us of; each left four or five events at Stripe. */
const paymentsPerRun = 150;
/** As many as one worker has in hand. */
const atOnce = 8;

/**
 * Missed events a second, from Stripe's list to the last effect, against as many reads from Stripe and as
 * many one-row transactions, as many at once.
 */
export async function benchCatchUp(): Promise<Result[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), "tenfold-bench-"));
  chmodSync(dataFolder, 0o711);
  const postgres = await startEmbeddedPostgres({ dataFolder });
  await migrate({ url: postgres.url });
  const db = await connect({ url: postgres.url });
  const desk = await openStripeDesk(db);
  try {
    const { id: vendorId } = await makeVendor(db);
    let waiting: Missed = { paid: [], events: [] };
    return [
      await measure({
        name: "catch-up",
        unit: "events/s",
        runs,
        against: "as many reads from Stripe and one-row transactions",
        ours: async () => {
          waiting = { paid: await payUnheard(desk, vendorId), events: [] };
          return perSecond(async () => (waiting.events = await catchUp(desk, db)).length);
        },
        limit: () => perSecond(() => onlyReadAndMark(desk, db, waiting)),
      }),
    ];
  } finally {
    await desk.close();
    await db.close();
    await postgres.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

interface Missed {
  paid: AtStripe[];
  events: StripeEventId[];
}

async function perSecond(work: () => Promise<number>): Promise<number> {
  const startedAt = performance.now();
  const count = await work();
  return (count * 1000) / (performance.now() - startedAt);
}

async function payUnheard(desk: StripeDesk, vendorId: VendorId): Promise<AtStripe[]> {
  await desk.stripe.control.setWeather({ drop: 1 });
  const paid: AtStripe[] = [];
  for (let one = 0; one < paymentsPerRun; one += 1) {
    const atStripe = await desk.goToPay(vendorId);
    await desk.stripe.control.pay({ session: atStripe.session });
    paid.push(atStripe);
  }
  await desk.stripe.control.idle({});
  return paid;
}

async function catchUp(desk: StripeDesk, db: Database): Promise<StripeEventId[]> {
  await reconcileStripe(desk.deps, { now: desk.now() });
  const rows = await db.asSystem((tx) => listEventsWithoutEffect(tx, { which: "all", limit: 50_000 }));
  // As the queue hands them out.
  const inOrder = [true, false].flatMap((first) => rows.filter(({ type }) => creditsFirst(type) === first));
  const ids = inOrder.map(({ id }) => id as StripeEventId);
  await together(ids, (eventId) => applyStripeEvent(desk.deps, { eventId, now: desk.now() }));
  return ids;
}

async function onlyReadAndMark(desk: StripeDesk, db: Database, { paid, events }: Missed): Promise<number> {
  const sessions = paid.map(({ session }) => session);
  await together(events, async (id, index) => {
    await desk.deps.stripe.retrieveCheckout(sessions[index % sessions.length] ?? "", null);
    await db.asSystem((tx) =>
      tx.update(stripeEvents).set({ lastError: null }).where(eq(stripeEvents.id, id)),
    );
  });
  return events.length;
}

/** Works through a list with a few under way at a time. */
async function together<T>(
  list: readonly T[],
  work: (one: T, index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < list.length) {
      const index = next;
      next += 1;
      const one = list[index];
      if (one !== undefined) await work(one, index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
