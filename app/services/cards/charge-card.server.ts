import type { CardAnswer } from "~/adapters/stripe/cards.server";
import type { CheckoutId, VendorId } from "~/domain/ids";
import { money } from "~/domain/money";
import { cardInWords } from "~/domain/saved-card";
import type { PaymentFacts } from "~/domain/stripe-facts";
import type { App } from "~/server/app.server";
import { failpoint } from "~/services/failpoint.server";
import { findCheckout, lockDebtorForPayment, moveCheckout } from "~db/queries/ledger/checkouts";
import { markEndKnown } from "~db/queries/ledger/reconciliation";
import { noteChargeIntent, readCardCharge } from "~db/queries/ledger/saved-cards";
import { recordEvents } from "~db/queries/vendor/timeline";
import { applyPaymentFacts } from "~/services/payments/apply-payment-facts.server";
import { removeCard } from "./remove-card.server";

type Deps = Pick<App, "db" | "stripe" | "log">;

export type CardCharge =
  /** The money came in, or is on its way, and our rows say so. */
  | { outcome: "paid" }
  /** Nothing was taken, and nothing will be. */
  | { outcome: "failed"; reason: CardFailure; isFinal?: boolean }
  /** Not known. The row stays as it is, and nothing else may collect the same meanwhile. */
  | { outcome: "unresolved" };

const failures = ["declined", "needs_authentication", "refused"] as const;
export type CardFailure = (typeof failures)[number];

/**
 * How long the same Idempotency-Key surely means the same charge. Stripe forgets keys after 24 hours at the
 * earliest, https://docs.stripe.com/api/idempotent_requests; an hour less leaves room for clocks that
 * disagree.
 */
export const chargeKeyLifetimeMs = 23 * 3_600_000;
/** What was asked for at the last moment is listed by Stripe by then. */
const listedWithinMs = 2 * 3_600_000;
/** Clocks disagree by less. */
const clockMarginMs = 5 * 60_000;

/**
 * Charges the card of a checkout, whose row and key are committed, and writes what came of it. Any number of
 * calls, at once or after a crash, charge it once: they all use the row's key, and once that may be
 * forgotten, or what was to be paid has changed, Stripe is only asked what became of it.
 *
 * @param thenLookUp whether an answer that says nothing is followed by a look into Stripe's list at once.
 */
export async function chargeCard(
  deps: Deps,
  asked: { vendorId: VendorId; checkoutId: CheckoutId; thenLookUp: boolean; now: Date },
): Promise<CardCharge> {
  const { vendorId, checkoutId, now } = asked;
  const charge = await readCharge(deps, asked);
  const { checkout } = charge;
  if (checkout.state !== "creating") return ended(checkout);
  if (!mayAsk(charge, now)) return lookUpCharge(deps, { charge, now });
  failpoint("charge-card:asking");
  const answer = await deps.stripe.chargeCard({
    origin: { vendorId, debtorId: checkout.debtorId, checkoutId },
    amount: money(checkout.amountMinor, checkout.currency),
    card: charge.card,
    description: charge.lines
      .map(({ reference }) => reference)
      .join(", ")
      .slice(0, descriptionLength),
    idempotencyKey: checkout.idempotencyKey,
  });
  failpoint("charge-card:answered");
  switch (answer.kind) {
    case "paid":
      return creditCharge(deps, { charge, facts: answer.facts, now });
    case "declined":
    case "needs_authentication":
    case "refused":
      return failCharge(deps, { charge, answer, now });
    case "unavailable":
      deps.log.warn({ checkoutId }, `Stripe did not say whether it charged a card: ${answer.message}`);
      return asked.thenLookUp ? lookUpCharge(deps, { charge, now }) : { outcome: "unresolved" };
  }
}

/**
 * As chargeCard, for a charge whose answer was lost.
 *
 * @throws while it is not known, so that it is tried again.
 */
export async function resolveCharge(
  deps: Deps,
  asked: { vendorId: VendorId; checkoutId: CheckoutId; now: Date },
): Promise<CardCharge> {
  const charge = await chargeCard(deps, { ...asked, thenLookUp: true });
  if (charge.outcome === "unresolved")
    throw new Error(`It is not known whether the card of checkout ${asked.checkoutId} was charged.`);
  return charge;
}

/** Asks Stripe what became of a charge, without asking for it again. */
export async function lookUpCardCharge(
  deps: Deps,
  asked: { vendorId: VendorId; checkoutId: CheckoutId; now: Date },
): Promise<CardCharge> {
  const charge = await readCharge(deps, asked);
  if (charge.checkout.state !== "creating") return ended(charge.checkout);
  return lookUpCharge(deps, { charge, now: asked.now });
}

/** Stripe's limit is 1,000; the rest of a long list tells nobody more. */
const descriptionLength = 500;

type Charge = NonNullable<Awaited<ReturnType<typeof readCardCharge>>>;

async function readCharge(
  deps: Deps,
  { vendorId, checkoutId }: { vendorId: VendorId; checkoutId: CheckoutId },
): Promise<Charge> {
  const charge = await deps.db.asVendor(vendorId, (tx) => readCardCharge(tx, { vendorId, id: checkoutId }));
  if (!charge) throw new Error(`Checkout ${checkoutId} charges no card.`);
  return charge;
}

function ended({ state, lastError }: Charge["checkout"]): CardCharge {
  if (state === "complete") return { outcome: "paid" };
  const reason = failures.find((known) => lastError?.startsWith(`${known}: `));
  return { outcome: "failed", reason: reason ?? "declined" };
}

/** Asking again is right only while the key still means the same charge, and the charge what is wanted. */
function mayAsk({ checkout, card, lines }: Charge, now: Date): boolean {
  const isOwed = lines.every(({ amountMinor, outstandingMinor }) => amountMinor <= outstandingMinor);
  return now < checkout.expiresAt && card.removedAt === null && isOwed;
}

async function lookUpCharge(deps: Deps, { charge, now }: { charge: Charge; now: Date }): Promise<CardCharge> {
  const { checkout, card } = charge;
  const since = new Date(checkout.createdAt.getTime() - clockMarginMs);
  let facts: PaymentFacts | null;
  try {
    facts = await deps.stripe.findCardCharge({ checkoutId: checkout.id, card, since });
  } catch (error) {
    deps.log.warn({ err: error, checkoutId: checkout.id }, "Stripe could not say what became of a charge");
    return { outcome: "unresolved" };
  }
  if (facts?.status === "succeeded" || facts?.status === "processing")
    return creditCharge(deps, { charge, facts, now });
  const isOver = now.getTime() >= checkout.expiresAt.getTime() + listedWithinMs;
  if (!isOver && !facts?.failure) return { outcome: "unresolved" };
  const message = facts?.failure ?? "Stripe has no such charge.";
  const paymentIntentId = facts?.paymentIntentId ?? null;
  return failCharge(deps, { charge, answer: { kind: "declined", message, paymentIntentId }, now });
}

function creditCharge(
  deps: Deps,
  { charge, facts, now }: { charge: Charge; facts: PaymentFacts; now: Date },
): Promise<CardCharge> {
  const { vendorId, debtorId, id, stripeAccountId } = charge.checkout;
  return deps.db.asSystem(async (tx): Promise<CardCharge> => {
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    await noteChargeIntent(tx, { vendorId, id, paymentIntentId: facts.paymentIntentId });
    await applyPaymentFacts(deps, tx, { facts, stripeAccountId, causedBy: `checkout:${id}`, now });
    await markEndKnown(tx, { vendorId, checkoutId: id, now });
    failpoint("charge-card:written");
    const checkout = await findCheckout(tx, { vendorId, id });
    if (checkout?.state !== "complete") throw new Error(`Checkout ${id} was paid and is not complete.`);
    return { outcome: "paid" };
  });
}

type No = Extract<CardAnswer, { kind: "declined" | "needs_authentication" | "refused" }>;

async function failCharge(
  deps: Deps,
  { charge, answer, now }: { charge: Charge; answer: No; now: Date },
): Promise<CardCharge> {
  const { checkout, card } = charge;
  const { vendorId, debtorId, id } = checkout;
  const moved = await deps.db.asVendor(vendorId, async (tx) => {
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const lastError = `${answer.kind}: ${answer.message}`;
    if (!(await moveCheckout(tx, { vendorId, id, from: ["creating"], to: "failed", now, lastError })))
      return false;
    await markEndKnown(tx, { vendorId, checkoutId: id, now });
    if (answer.kind === "refused" && answer.gone) {
      await removeCard(deps, tx, { vendorId, debtorId, id: card.id, by: "stripe", now });
    }
    const details = {
      amountMinor: checkout.amountMinor.toString(),
      currency: checkout.currency,
      method: cardInWords(card),
      reason: answer.message,
    };
    const event = { debtorId, kind: "payment_failed", actor: "stripe", occurredAt: now, details } as const;
    await recordEvents(tx, { vendorId, events: [{ ...event, causedBy: `checkout:${id}` }] });
    return true;
  });
  if (moved && answer.kind !== "refused" && answer.paymentIntentId !== null) {
    // Nobody holds its secret, so leaving it open would be untidy and no more.
    await deps.stripe
      .cancelPayment(answer.paymentIntentId, checkout.stripeAccountId)
      .catch((error: unknown) => deps.log.warn({ err: error, checkoutId: id }, "A failed charge stays open"));
  }
  return { outcome: "failed", reason: answer.kind, isFinal: answer.kind === "declined" && !!answer.isFinal };
}
