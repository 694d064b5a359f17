import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "~db/client";
import type { DebtorId, PaymentId, RefundId, VendorId } from "~/domain/ids";
import { refundStates } from "~/domain/vocabulary";

const dueRefund = z.object({
  vendorId: z.uuid().transform((id) => id as VendorId),
  debtorId: z.uuid().transform((id) => id as DebtorId),
  paymentId: z.uuid().transform((id) => id as PaymentId),
  refundId: z.uuid().transform((id) => id as RefundId),
  state: z.enum(refundStates),
  stripeRefundId: z.string().nullable(),
});
export type DueRefund = z.infer<typeof dueRefund>;

/**
 * Takes refunds whose end is not known and that were not asked about since `lookedUpBefore`, the oldest
 * first. Several that claim at once get different ones.
 */
export async function claimDueRefunds(
  tx: Tx,
  due: { requestedBefore: Date; lookedUpBefore: Date; now: Date; limit: number },
): Promise<DueRefund[]> {
  const rows = await tx.execute(sql`
    with due as (
      select vendor_id, id from refunds
      where state in ('requested', 'pending')
        and requested_at < ${due.requestedBefore.toISOString()}::timestamptz
        and (looked_up_at is null or looked_up_at < ${due.lookedUpBefore.toISOString()}::timestamptz)
      order by requested_at limit ${due.limit} for update skip locked
    )
    update refunds set looked_up_at = ${due.now.toISOString()}::timestamptz
    from due where refunds.vendor_id = due.vendor_id and refunds.id = due.id
    returning refunds.vendor_id as "vendorId", debtor_id as "debtorId", payment_id as "paymentId",
      refunds.id as "refundId", state, stripe_refund_id as "stripeRefundId"`);
  return z.array(dueRefund).parse(rows);
}
