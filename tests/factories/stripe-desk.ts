import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import type { BalanceId, DebtorId, StripeEventId, VendorId } from "~/domain/ids";
import { applyStripeEvent } from "~/services/payments/apply-stripe-event.server";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import { recordStripeEvent } from "~/services/payments/record-stripe-event.server";
import { startPayment } from "~/services/payments/start-payment.server";
import { listEventsWithoutEffect } from "~db/queries/ledger/stripe-events";
import { checkouts } from "~db/schema";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { connectWebhookSecret, paymentParts, webhookSecret } from "~tests/factories/payments";
import { startStripe, type StripeStandIn } from "~tests/stand-ins/stripe";
import type { Database } from "~db/client";

/** The payment services on a database, with a Stripe that sends them its webhooks over HTTP. */
export interface StripeDesk {
  stripe: StripeStandIn;
  deps: ReturnType<typeof paymentParts>;
  now: () => Date;
  /** Moves our clock and Stripe's. */
  advance: (ms: number) => Promise<void>;
  /** A debtor with one balance of $45.00 who has gone to Stripe to pay it. */
  goToPay: (vendorId: VendorId) => Promise<AtStripe>;
  /** Gives every event of the inbox its effect, as workers do. */
  applyWaiting: () => Promise<void>;
  close: () => Promise<void>;
}

export interface AtStripe {
  debtorId: DebtorId;
  balanceId: BalanceId;
  session: string;
}

export async function openStripeDesk(db: Database): Promise<StripeDesk> {
  let offsetMs = 0;
  const now = () => new Date(Date.now() + offsetMs);
  const parts: { deps?: StripeDesk["deps"] } = {};
  const door = await openDoor(async (rawBody, signature) => {
    if (parts.deps) await recordStripeEvent(parts.deps, { rawBody, signature, now: now() });
  });
  const { port } = door.address() as AddressInfo;
  const stripe = await startStripe({
    webhooks: [
      { url: `http://127.0.0.1:${port}`, secret: webhookSecret },
      { url: `http://127.0.0.1:${port}`, secret: connectWebhookSecret, connect: true },
    ],
    timing: { bankDebitMs: null },
  });
  const deps = paymentParts(db, stripe);
  parts.deps = deps;
  return {
    stripe,
    deps,
    now,
    async advance(ms) {
      offsetMs += ms;
      await stripe.control.advanceClock({ ms });
    },
    goToPay: (vendorId) => goToPay(deps, vendorId, now()),
    async applyWaiting() {
      const waiting = await db.asSystem((tx) => listEventsWithoutEffect(tx, { which: "all", limit: 5_000 }));
      for (const { id, setAsideAt } of waiting)
        if (!setAsideAt) await applyStripeEvent(deps, { eventId: id as StripeEventId, now: now() });
    },
    async close() {
      await stripe.close();
      door.closeAllConnections();
      await new Promise((closed) => door.close(closed));
    },
  };
}

async function openDoor(hear: (body: Buffer, signature: string) => Promise<void>): Promise<Server> {
  const door = createServer((request, response) => {
    void readBody(request)
      .then((body) => hear(body, String(request.headers["stripe-signature"])))
      .then(
        () => response.end("stored"),
        () => response.writeHead(500).end(),
      );
  });
  await new Promise<void>((listening) => door.listen(0, "127.0.0.1", listening));
  return door;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

async function goToPay(deps: StripeDesk["deps"], vendorId: VendorId, now: Date): Promise<AtStripe> {
  const debtorId = (await makeDebtor(deps.db, { vendorId })).id;
  const balanceId = await makeBalance(deps.db, { vendorId, debtorId, amountMinor: 4_500n });
  const { linkId } = await deps.db.asVendor(vendorId, (tx) =>
    mintPayLink(tx, { vendorId, debtorId, messageId: null, keys: deps.linkKeys, now }),
  );
  const asked = { vendorId, debtorId, payLinkId: linkId, balanceIds: [balanceId], now };
  const started = await startPayment(deps, asked);
  const [checkout] = await deps.db.asVendor(vendorId, (tx) =>
    tx.select().from(checkouts).where(eq(checkouts.debtorId, debtorId)),
  );
  if (started.outcome !== "redirect" || !checkout?.stripeSessionId)
    throw new Error(`Expected a session, got ${started.outcome}.`);
  return { debtorId, balanceId, session: checkout.stripeSessionId };
}
