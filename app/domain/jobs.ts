import { z } from "zod";

const id = z.uuid();

/** Source: resend.com/docs/dashboard/emails/batch-sending: up to 100 in one call. */
export const emailsPerBatch = 100;

/**
 * The work that a transaction can leave behind for a worker, with the shape of each payload. A payload
 * carries ids only: the worker reads the rows as they are when it gets there.
 */
export const jobSchemas = {
  "apply-stripe-event": z.object({ eventId: z.string() }),
  "send-message": z.object({ vendorId: id, messageId: id }),
  "send-emails": z.object({ vendorId: id, messageIds: z.array(id).min(1).max(emailsPerBatch) }),
  "resume-emails": z.object({ vendorId: id, batchId: id }),
  "count-opening": z.object({ vendorId: id, messageId: id, openedAt: z.iso.datetime() }),
  "expire-checkout": z.object({ vendorId: id, checkoutId: id }),
  "send-refund": z.object({ vendorId: id, refundId: id }),
  "charge-card": z.object({ vendorId: id, checkoutId: id }),
  "detach-card": z.object({ vendorId: id, savedCardId: id }),
  "plan-debtor": z.object({ vendorId: id, debtorId: id }),
} as const;

export type JobName = keyof typeof jobSchemas;
export type JobPayload<Name extends JobName> = z.infer<(typeof jobSchemas)[Name]>;
export const jobNames = Object.keys(jobSchemas) as JobName[];
