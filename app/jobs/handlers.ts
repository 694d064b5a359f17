import type { z } from "zod";
import type {
  CheckoutId,
  DebtorId,
  MessageId,
  RefundId,
  SavedCardId,
  StripeEventId,
  VendorId,
} from "~/domain/ids";
import { jobSchemas, type JobName } from "~/domain/jobs";
import type { App } from "~/server/app.server";
import { applyStripeEvent } from "~/services/payments/apply-stripe-event.server";
import { sendRefund } from "~/services/money-back/send-refund.server";
import { resolveCharge } from "~/services/cards/charge-card.server";
import { detachCard } from "~/services/cards/detach-card.server";
import { expireCheckout } from "~/services/payments/expire-checkout.server";
import { planDebtor } from "~/services/reminders/plan-debtor.server";
import { countOpening } from "~/services/messages/count-opening.server";
import { resumeEmails, sendEmails } from "~/services/messages/send-emails.server";
import { sendMessage } from "~/services/messages/send-message.server";

export type JobHandler = (app: App, data: unknown) => Promise<unknown>;

/**
 * Each job is one service call; what it throws has the queue try it again, as `db/migrate` sets for all of
 * them.
 */
export const handlers: Readonly<Record<JobName, JobHandler>> = {
  "apply-stripe-event": job(jobSchemas["apply-stripe-event"], (app, { eventId }) =>
    applyStripeEvent(app, { eventId: eventId as StripeEventId, now: app.now() }),
  ),
  "expire-checkout": job(jobSchemas["expire-checkout"], (app, { vendorId, checkoutId }) =>
    expireCheckout(app, { vendorId: vendorId as VendorId, checkoutId: checkoutId as CheckoutId }),
  ),
  "send-refund": job(jobSchemas["send-refund"], (app, { vendorId, refundId }) =>
    sendRefund(app, { vendorId: vendorId as VendorId, refundId: refundId as RefundId, now: app.now() }),
  ),
  "charge-card": job(jobSchemas["charge-card"], (app, { vendorId, checkoutId }) =>
    resolveCharge(app, {
      vendorId: vendorId as VendorId,
      checkoutId: checkoutId as CheckoutId,
      now: app.now(),
    }),
  ),
  "detach-card": job(jobSchemas["detach-card"], (app, { vendorId, savedCardId }) =>
    detachCard(app, {
      vendorId: vendorId as VendorId,
      savedCardId: savedCardId as SavedCardId,
      now: app.now(),
    }),
  ),
  "plan-debtor": job(jobSchemas["plan-debtor"], (app, { vendorId, debtorId }) =>
    planDebtor(app, { vendorId: vendorId as VendorId, debtorId: debtorId as DebtorId, now: app.now() }),
  ),
  "send-message": job(jobSchemas["send-message"], (app, { vendorId, messageId }) =>
    sendMessage(app, { vendorId: vendorId as VendorId, messageId: messageId as MessageId, now: app.now() }),
  ),
  "send-emails": job(jobSchemas["send-emails"], (app, { vendorId, messageIds }) =>
    sendEmails(app, {
      vendorId: vendorId as VendorId,
      messageIds: messageIds as MessageId[],
      now: app.now(),
    }),
  ),
  "resume-emails": job(jobSchemas["resume-emails"], (app, { vendorId, batchId }) =>
    resumeEmails(app, { vendorId: vendorId as VendorId, batchId, now: app.now() }),
  ),
  "count-opening": job(jobSchemas["count-opening"], (app, { vendorId, messageId, openedAt }) =>
    countOpening(app, {
      vendorId: vendorId as VendorId,
      messageId: messageId as MessageId,
      openedAt: new Date(openedAt),
    }),
  ),
};

function job<Schema extends z.ZodType>(
  schema: Schema,
  run: (app: App, payload: z.infer<Schema>) => Promise<unknown>,
): JobHandler {
  return (app, data) => run(app, schema.parse(data));
}
