import type { RefundId, VendorId } from "~/domain/ids";
import { money } from "~/domain/money";
import type { RefundFacts } from "~/domain/stripe-facts";
import type { App } from "~/server/app.server";
import { failpoint } from "~/services/failpoint.server";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import { findAccountOfPayment, findPayment, lockPaymentById } from "~db/queries/ledger/payment-parts";
import { findRefund, lockRefund, type RefundRow } from "~db/queries/ledger/refunds";
import { applyRefundFacts } from "./apply-refund-facts.server";
import { undoRefund } from "./post-refund.server";

type Deps = Pick<App, "db" | "stripe" | "log">;

/**
 * Stripe keeps idempotency keys for a day at least. Later, a request whose answer was lost is looked up
 * before it is made again. https://docs.stripe.com/api/idempotent_requests
 */
const keyHoldsForMs = 23 * 3_600_000;

/**
 * Asks Stripe for a refund that the ledger has moved already. Asked any number of times, one refund is made:
 * the row's key sees to that for a day, and a look at Stripe's own list after it.
 *
 * @throws when Stripe could not say, so that the job is tried again.
 */
export async function sendRefund(
  deps: Deps,
  { vendorId, refundId, now }: { vendorId: VendorId; refundId: RefundId; now: Date },
): Promise<"made" | "refused" | "already_sent"> {
  const found = await deps.db.asVendor(vendorId, async (tx) => {
    const refund = await findRefund(tx, { vendorId, id: refundId });
    const payment = refund && (await findPayment(tx, { vendorId, id: refund.paymentId }));
    const stripeAccountId = payment ? await findAccountOfPayment(tx, payment) : null;
    return refund && payment && { refund, payment, stripeAccountId };
  });
  if (!found) throw new Error(`Refund ${refundId} is not there.`);
  const { refund, payment, stripeAccountId } = found;
  const paymentIntentId = payment.stripePaymentIntentId;
  if (refund.state !== "requested" || !paymentIntentId) return "already_sent";

  const standing = await findAtStripe(deps, { refund, paymentIntentId, stripeAccountId, now });
  if (standing) return keep(deps, { refund, facts: standing, now });
  failpoint("send-refund:asking");
  const answer = await deps.stripe.createRefund({
    vendorId,
    refundId,
    paymentIntentId,
    amount: money(refund.amountMinor, refund.currency),
    idempotencyKey: refund.idempotencyKey,
    stripeAccountId,
  });
  failpoint("send-refund:answered");
  switch (answer.kind) {
    case "made":
      return keep(deps, { refund, facts: answer.refund, now });
    case "refused":
      deps.log.error({ refundId }, `Stripe refused a refund: ${answer.message}`);
      await refuse(deps, { refund, failure: answer.message, now });
      return "refused";
    case "unavailable":
      throw new Error(`Stripe could not be asked for refund ${refundId}: ${answer.message}`);
  }
}

/** A refund asked for so long ago that its key may be forgotten, as Stripe's own list has it. */
async function findAtStripe(
  { stripe }: Deps,
  asked: { refund: RefundRow; paymentIntentId: string; stripeAccountId: string | null; now: Date },
): Promise<RefundFacts | undefined> {
  const { refund, paymentIntentId, stripeAccountId, now } = asked;
  if (now.getTime() - refund.requestedAt.getTime() < keyHoldsForMs) return undefined;
  const made = await stripe.listRefunds(paymentIntentId, stripeAccountId);
  return made.find(({ refundId }) => refundId === refund.id);
}

function keep(
  deps: Deps,
  { refund, facts, now }: { refund: RefundRow; facts: RefundFacts; now: Date },
): Promise<"made"> {
  const { vendorId, debtorId, paymentId } = refund;
  return deps.db.asVendor(vendorId, async (tx) => {
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const payment = await lockPaymentById(tx, { vendorId, id: paymentId });
    await applyRefundFacts(deps, tx, { payment, facts, causedBy: `refund:${refund.id}`, now });
    return "made" as const;
  });
}

function refuse(
  deps: Deps,
  { refund, failure, now }: { refund: RefundRow; failure: string; now: Date },
): Promise<void> {
  const { vendorId, debtorId, paymentId } = refund;
  return deps.db.asVendor(vendorId, async (tx) => {
    await lockDebtorForPayment(tx, { vendorId, debtorId });
    const payment = await lockPaymentById(tx, { vendorId, id: paymentId });
    const standing = await lockRefund(tx, { vendorId, id: refund.id, stripeRefundId: null });
    if (standing?.state !== "requested") return;
    const causedBy = `refund:${refund.id}`;
    await undoRefund(tx, { payment, refund: standing, state: "refused", failure, causedBy, now });
  });
}
