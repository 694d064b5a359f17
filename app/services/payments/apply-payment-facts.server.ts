import { v7 as uuid } from "uuid";
import type { PaymentId, ReceiptId } from "~/domain/ids";
import { allocate } from "~/domain/ledger/allocation";
import { paymentReceived, type BalanceAmount } from "~/domain/ledger/entries";
import type { Origin, PaymentFacts } from "~/domain/stripe-facts";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import {
  findCheckout,
  lockDebtorForPayment,
  moveCheckout,
  type CheckoutRow,
} from "~db/queries/ledger/checkouts";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { postEntries } from "~db/queries/ledger/ledger";
import {
  insertAllocations,
  issueReceipt,
  lockCheckoutTargets,
  lockPayment,
  readOutstanding,
  updatePayment,
  type PaymentRow,
} from "~db/queries/ledger/payments";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { recordEvents, type NewTimelineEvent } from "~db/queries/vendor/timeline";
import { queueReceipt } from "~/services/messages/queue-receipt.server";
import { settleInstalment } from "~/services/plans/settle-instalment.server";
import { endSessions } from "./end-sessions.server";
import { keepCard } from "~/services/cards/keep-card.server";
import { postStripeFee } from "./post-stripe-fee.server";

type Deps = Pick<App, "db">;

interface News {
  facts: PaymentFacts;
  /** The connected account the news came from; null for the operator's own. */
  stripeAccountId: string | null;
  /** The row that brought the news, as `table:id`. */
  causedBy: string;
  now: Date;
}

/**
 * Brings our payment to where Stripe's PaymentIntent is. Any number of events, in any order, lead to one
 * payment and one credit: a payment that has succeeded stays so whatever later or older news says.
 *
 * @throws when the payment names a session that is not here yet; its event waits and is tried again.
 */
export async function applyPaymentFacts(deps: Deps, tx: Tx, news: News): Promise<string> {
  const { facts } = news;
  if (!facts.origin) return "not made by Tenfold";
  const { vendorId, debtorId, checkoutId } = facts.origin;
  await lockDebtorForPayment(tx, { vendorId, debtorId });
  const checkout = await findCheckout(tx, { vendorId, id: checkoutId });
  if (!checkout) throw new Error(`Checkout ${checkoutId} is not here yet.`);
  // The owner of a connected account can write any metadata, so what it names must have been made on that
  // account.
  if (checkout.stripeAccountId !== news.stripeAccountId || checkout.debtorId !== debtorId)
    return "of another account";
  if (facts.status === "waiting" && !facts.failure) return "nothing paid yet";

  const { payment, isNew } = await lockPayment(tx, {
    vendorId,
    id: uuid() as PaymentId,
    debtorId,
    checkoutId,
    stripePaymentIntentId: facts.paymentIntentId,
    state: "processing",
    currency: facts.asked.currency,
    amountMinor: facts.asked.amountMinor,
  });
  if (payment.state === "succeeded") {
    return (await postStripeFee(tx, { payment, ...news })) ? "fee posted" : "already credited";
  }
  const change = { ...news, origin: facts.origin, checkout, payment, isNew };
  switch (facts.status) {
    case "succeeded":
      return creditPayment(deps, tx, change);
    case "processing":
      return holdPayment(deps, tx, change);
    case "waiting":
    case "canceled":
      return failPayment(tx, change);
  }
}

interface Change extends News {
  origin: Origin;
  checkout: CheckoutRow;
  payment: PaymentRow;
  isNew: boolean;
}

async function creditPayment(deps: Deps, tx: Tx, change: Change): Promise<string> {
  const { origin, checkout, payment, facts, causedBy, now } = change;
  const { vendorId, debtorId, checkoutId } = origin;
  const { amountMinor: receivedMinor, currency } = facts.received;

  const targets = await lockCheckoutTargets(tx, { vendorId, checkoutId });
  const payable = targets.filter((target) => target.currency === currency && target.outstandingMinor > 0n);
  const { allocations, unappliedMinor } = allocate(receivedMinor, payable);
  await postEntries(tx, {
    vendorId,
    entries: [
      paymentReceived({
        debtorId,
        currency,
        receivedMinor,
        allocations,
        paymentId: payment.id,
        occurredAt: facts.occurredAt,
        causedBy,
      }),
    ],
  });
  await updatePayment(tx, payment, {
    state: "succeeded",
    currency,
    amountMinor: receivedMinor,
    unappliedMinor,
    flag: flagFor(checkout, facts, unappliedMinor),
    methodLabel: facts.methodLabel,
    receivedAt: facts.occurredAt,
  });
  await insertAllocations(tx, { vendorId, paymentId: payment.id, amounts: allocations });
  await postStripeFee(tx, { payment, facts, causedBy });
  await settleInstalment(tx, { checkout, paidAt: facts.occurredAt, now });
  await completeSession(deps, tx, { origin, now });
  await keepCard(deps, tx, { checkout, facts, now });
  await tellEveryone(deps, tx, { ...change, allocations, unappliedMinor });
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
  return unappliedMinor > 0n ? "payment credited, part of it unapplied" : "payment credited";
}

/** Why a person should look at the payment, or null. What was received is recorded as it is in every case. */
function flagFor(checkout: CheckoutRow, { received }: PaymentFacts, unappliedMinor: bigint): string | null {
  if (received.currency !== checkout.currency) {
    const asked = checkout.currency;
    return `Received in ${received.currency}, but ${asked} was asked for. Refund it or apply it by hand.`;
  }
  if (received.amountMinor !== checkout.amountMinor)
    return "The amount received is not the amount asked for.";
  if (unappliedMinor > 0n)
    return "More was received than was still outstanding. Refund the rest or apply it by hand.";
  return null;
}

/** The session it was paid on is complete; what the debtor had open elsewhere ends. */
async function completeSession(
  deps: Deps,
  tx: Tx,
  { origin, now }: { origin: Origin; now: Date },
): Promise<void> {
  const { vendorId, debtorId, checkoutId } = origin;
  const from = ["creating", "open", "expired", "superseded", "failed"] as const;
  await moveCheckout(tx, { vendorId, id: checkoutId, from, to: "complete", now });
  await endSessions(deps, tx, { vendorId, debtorId, except: checkoutId, now });
}

/** Receipt, reminders, timeline: everyone who should know that money came in. */
async function tellEveryone(
  deps: Deps,
  tx: Tx,
  change: Change & { allocations: readonly BalanceAmount[]; unappliedMinor: bigint },
): Promise<void> {
  const { origin, payment, facts, allocations, now } = change;
  const { vendorId, debtorId } = origin;
  const paymentId = payment.id;
  const receiptNumber = await issueReceipt(tx, {
    vendorId,
    id: uuid() as ReceiptId,
    paymentId,
    debtorId,
    now,
  });
  await cancelReminders(tx, { vendorId, debtorId, reason: "A payment came in.", now });
  await queueReceipt(deps, tx, { vendorId, debtorId, paymentId, now });
  const left = await readOutstanding(tx, {
    vendorId,
    balanceIds: allocations.map(({ balanceId }) => balanceId),
  });
  const { currency } = facts.received;
  const event = {
    debtorId,
    actor: "stripe",
    occurredAt: facts.occurredAt,
    causedBy: `payment:${paymentId}`,
  } as const;
  const events: NewTimelineEvent[] = allocations.flatMap(({ balanceId, amountMinor }) => [
    {
      ...event,
      balanceId,
      kind: "payment_received",
      details: { amountMinor: amountMinor.toString(), currency, method: facts.methodLabel, receiptNumber },
    },
    ...(left.get(balanceId) === 0n ? [{ ...event, balanceId, kind: "balance_settled" } as const] : []),
  ]);
  if (change.unappliedMinor > 0n) {
    const details = { amountMinor: change.unappliedMinor.toString(), currency };
    events.push({ ...event, kind: "payment_flagged", details });
  }
  await recordEvents(tx, { vendorId, events });
}

/** A bank debit on its way: nothing is credited, and nothing more is asked for meanwhile. */
async function holdPayment(deps: Deps, tx: Tx, change: Change): Promise<string> {
  const { origin, payment, isNew, facts } = change;
  const { vendorId, debtorId } = origin;
  if (!isNew && payment.state === "processing") return "still processing";
  await updatePayment(tx, payment, { state: "processing", methodLabel: facts.methodLabel });
  await completeSession(deps, tx, change);
  await cancelReminders(tx, { vendorId, debtorId, reason: "A payment is on its way.", now: change.now });
  await recordPaymentEvent(tx, change, "payment_processing");
  return "payment is processing";
}

async function failPayment(tx: Tx, change: Change): Promise<string> {
  const { origin, payment, isNew, facts, now } = change;
  const state = facts.status === "canceled" ? "canceled" : "failed";
  if (payment.state === state) return "already failed";
  await updatePayment(tx, payment, { state, methodLabel: facts.methodLabel });
  // A declined card is between the person and their bank: the session is still open and they may try another.
  // Only a payment that was on its way and came back is news to the vendor.
  if (!isNew && payment.state === "processing") {
    await recordPaymentEvent(tx, change, "payment_failed");
    await lookAgain(tx, { vendorId: origin.vendorId, debtorIds: [origin.debtorId], at: now });
  }
  return state === "canceled" ? "payment canceled" : "payment failed";
}

async function recordPaymentEvent(
  tx: Tx,
  { origin, payment, facts, now }: Change,
  kind: "payment_processing" | "payment_failed",
): Promise<void> {
  const details = {
    amountMinor: facts.asked.amountMinor.toString(),
    currency: facts.asked.currency,
    method: facts.methodLabel,
    reason: facts.failure,
  };
  const causedBy = `payment:${payment.id}`;
  const event = {
    debtorId: origin.debtorId,
    kind,
    actor: "stripe",
    occurredAt: now,
    causedBy,
    details,
  } as const;
  await recordEvents(tx, { vendorId: origin.vendorId, events: [event] });
}
