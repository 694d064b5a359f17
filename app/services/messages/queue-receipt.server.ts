import { v7 as uuid } from "uuid";
import { usableContacts } from "~/domain/contact-points";
import type { DebtorId, MessageId, PaymentId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { findDebtorContact } from "~db/queries/messages/contact-points";
import { insertMessages } from "~db/queries/messages/messages";
import { listSuppressions } from "~db/queries/messages/suppressions";

/**
 * Leaves the receipt of a payment to be sent, in the transaction that credits it, so that the two happen
 * together or not at all. A payment has one receipt however often this is called; a debtor without an email
 * has it on their page.
 */
export async function queueReceipt(
  deps: Pick<App, "db">,
  tx: Tx,
  params: { vendorId: VendorId; debtorId: DebtorId; paymentId: PaymentId; now: Date },
): Promise<void> {
  const { vendorId, debtorId, paymentId, now } = params;
  const debtor = await findDebtorContact(tx, { vendorId, debtorId });
  if (debtor?.email == null) return;
  const suppressions = await listSuppressions(tx, { vendorId, contacts: [debtor.email] });
  const contact = usableContacts(debtor, suppressions, "receipt").get("email");
  if (contact === undefined) return;
  const id = uuid() as MessageId;
  const row = {
    id,
    debtorId,
    reminderId: null,
    paymentId,
    purpose: "receipt",
    channel: "email",
    contact,
  } as const;
  const [queued] = await insertMessages(tx, { vendorId, rows: [{ ...row, queuedAt: now }] });
  if (queued !== undefined) await deps.db.enqueue(tx, "send-message", { vendorId, messageId: queued });
}
