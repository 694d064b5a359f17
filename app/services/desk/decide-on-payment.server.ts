import type { SubmissionResult } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { v7 as uuid } from "uuid";
import { z } from "zod";
import type { PaymentId, StaffUserId, VendorId } from "~/domain/ids";
import { refundSchema } from "~/domain/ledger/refund-form";
import { formatMoney } from "~/domain/money";
import type { App } from "~/server/app.server";
import { applyUnapplied } from "~/services/money-back/apply-unapplied.server";
import { settleFlag } from "~/services/money-back/decide-held.server";
import { refundPayment, type RefundAsked } from "~/services/money-back/refund-payment.server";
import { findPaymentForDesk } from "~db/queries/desk/payments";
import type { RefusedForm } from "./record-by-hand.server";

type Deps = Pick<App, "db">;

interface Sent {
  vendor: { id: VendorId; language: string };
  paymentId: PaymentId;
  form: FormData;
  by: StaffUserId;
  now: Date;
}

/**
 * Does what a form about one payment asks for: gives money back, applies what belongs to no balance, or takes
 * its flag away.
 * @returns null when it is done, or why it is not.
 * @throws 404 when there is no such payment; 400 for a form that is none of these.
 */
export async function decideOnPayment(deps: Deps, sent: Sent): Promise<RefusedForm | null> {
  switch (sent.form.get("intent")) {
    case "refund":
    case "refund-unapplied":
      return refund(deps, sent);
    case "apply-unapplied":
      return apply(deps, sent);
    case "settle-flag":
      found(await settleFlag(deps, { vendorId: sent.vendor.id, paymentId: sent.paymentId }));
      return null;
    default:
      throw new Response("This form could not be read.", { status: 400 });
  }
}

async function refund(deps: Deps, { vendor, paymentId, form, by, now }: Sent): Promise<RefusedForm | null> {
  form.set("paymentId", paymentId);
  const submission = parseWithZod(form, { schema: refundSchema({ language: vendor.language }) });
  if (submission.status !== "success") return refused(form, submission.reply());
  const vendorId = vendor.id;
  const payment = await deps.db.asVendor(vendorId, (tx) => findPaymentForDesk(tx, { vendorId, paymentId }));
  // Stripe would refuse it, and the refund would come back a moment later; it is kinder to say so at once.
  const problem = payment?.isChargedBack
    ? "The card’s bank is asking for this payment back, and Stripe refuses refunds until that is decided."
    : problemOf(await refundPayment(deps, { vendorId, refund: submission.value, by, now }), vendor.language);
  return problem === null ? null : refused(form, submission.reply({ fieldErrors: { amount: [problem] } }));
}

/** What stands at the amount when it could not be refunded; null when it is under way. */
function problemOf(asked: RefundAsked, language: string): string | null {
  switch (asked.outcome) {
    case "requested":
      return null;
    case "not_found":
      throw new Response("No such payment", { status: 404 });
    case "too_much":
      return asked.available.amountMinor <= 0n
        ? "Nothing of it is here any more."
        : `Only ${formatMoney(asked.available, language)} can be given back from there.`;
    case "form_used": {
      const amount = formatMoney(asked.amount, language);
      return `This form has refunded ${amount} already. Press the button again to refund this as well.`;
    }
  }
}

const applySchema = z.object({ requestId: z.uuid() });

async function apply(deps: Deps, { vendor, paymentId, form, by, now }: Sent): Promise<RefusedForm | null> {
  const submission = parseWithZod(form, { schema: applySchema });
  if (submission.status !== "success") return refused(form, submission.reply());
  const { requestId } = submission.value;
  const asked = { vendorId: vendor.id, paymentId, requestId, by, now };
  const { outcome } = await applyUnapplied(deps, asked);
  found(outcome);
  if (outcome === "applied") return null;
  const problem = "There is nothing to apply any more: it was applied or refunded, or nothing is owed.";
  return refused(form, submission.reply({ formErrors: [problem] }));
}

function found(outcome: string): void {
  if (outcome === "not_found") throw new Response("No such payment", { status: 404 });
}

function refused(form: FormData, result: SubmissionResult): RefusedForm {
  const intent = form.get("intent");
  return { intent: typeof intent === "string" ? intent : "", about: null, result, requestId: uuid() };
}
