import { v7 as uuid } from "uuid";
import { eq } from "drizzle-orm";
import type { BalanceId, PaymentId, RefundId, StaffUserId, VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { refundPayment } from "~/services/money-back/refund-payment.server";
import { sendRefund } from "~/services/money-back/send-refund.server";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { balances, payments } from "~db/schema";
import type { AtStripe, StripeDesk } from "~tests/factories/stripe-desk";

export const staff = "staff-1" as StaffUserId;

export interface Paid extends AtStripe {
  paymentId: PaymentId;
  paymentIntent: string;
}

/** A debtor's balance of $45.00, paid at Stripe and credited here. */
export async function payInFull(desk: StripeDesk, vendorId: VendorId): Promise<Paid> {
  const atStripe = await desk.goToPay(vendorId);
  await desk.stripe.control.pay({ session: atStripe.session });
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
  return { ...atStripe, ...(await paymentOf(desk, vendorId, atStripe)) };
}

export async function paymentOf(desk: StripeDesk, vendorId: VendorId, { debtorId }: AtStripe) {
  const [row] = await desk.deps.db.asVendor(vendorId, (tx) =>
    tx.select().from(payments).where(eq(payments.debtorId, debtorId)),
  );
  if (!row?.stripePaymentIntentId) throw new Error("The debtor has no payment.");
  return { ...row, paymentId: row.id, paymentIntent: row.stripePaymentIntentId };
}

export async function outstandingOf(desk: StripeDesk, vendorId: VendorId, balanceId: BalanceId) {
  const [row] = await desk.deps.db.asVendor(vendorId, (tx) =>
    tx.select().from(balances).where(eq(balances.id, balanceId)),
  );
  if (!row) throw new Error("The balance is not there.");
  return row.outstandingMinor;
}

/** What a person asks for at the desk; `send` does what the worker does with it. */
export function refundOf(
  desk: StripeDesk,
  vendorId: VendorId,
  paymentId: PaymentId,
  changed: Partial<Parameters<typeof refundPayment>[1]["refund"]> = {},
) {
  const refund = {
    requestId: uuid() as RefundId,
    paymentId,
    amountMinor: 4_500n,
    currency: currency("USD"),
    from: "any" as const,
    owedAgain: false,
    reason: "Paid twice",
    ...changed,
  };
  return {
    id: refund.requestId,
    ask: () => refundPayment(desk.deps, { vendorId, refund, by: staff, now: desk.now() }),
    send: () => sendRefund(desk.deps, { vendorId, refundId: refund.requestId, now: desk.now() }),
    /** As `send`, but Stripe's answer is lost on the way after it has made the refund. */
    sendUnanswered: () => {
      const { stripe } = desk.deps;
      const createRefund: typeof stripe.createRefund = async (made) => {
        await stripe.createRefund(made);
        return { kind: "unavailable", message: "the line went dead" };
      };
      const deps = { ...desk.deps, stripe: { ...stripe, createRefund } };
      return sendRefund(deps, { vendorId, refundId: refund.requestId, now: desk.now() });
    },
  };
}

/** What the ledger's own check finds, and what Stripe's books say of each payment beside ours. */
export async function differences(desk: StripeDesk): Promise<string[]> {
  const { differences: found } = await verifyLedger(desk.deps);
  const books = await desk.stripe.control.books({});
  const ours = await desk.deps.db.asSystem((tx) => tx.select().from(payments));
  const apart = books.payments.flatMap(({ paymentIntent, captured, refunded, disputed }) => {
    const row = ours.find(({ stripePaymentIntentId }) => stripePaymentIntentId === paymentIntent);
    const here = row?.state === "succeeded" ? row : undefined;
    const agrees =
      Number(here?.amountMinor ?? 0n) === captured &&
      Number(here?.refundedMinor ?? 0n) === refunded &&
      Number(here?.chargedBackMinor ?? 0n) === disputed;
    return agrees ? [] : [`${paymentIntent}: ${captured} ${refunded} ${disputed} at Stripe`];
  });
  return [...found.map((one) => `${one.which} ${one.what}: ${one.stored}, ${one.derived}`), ...apart];
}
