import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { isAmongTexts } from "~db/queries/among";
import { debtors, messages, payLinks, suppressions, vendors } from "~db/schema";
import type { Suppression } from "~/domain/contact-points";
import type { DebtorId, PayLinkId, VendorId } from "~/domain/ids";
import type { Channel, SuppressionReason } from "~/domain/vocabulary";

/** What must not be written to among these addresses and numbers. */
export async function listSuppressions(
  tx: Tx,
  { vendorId, contacts }: { vendorId: VendorId; contacts: readonly string[] },
): Promise<Suppression[]> {
  if (contacts.length === 0) return [];
  return tx
    .select({ channel: suppressions.channel, contact: suppressions.contact, reason: suppressions.reason })
    .from(suppressions)
    .where(and(eq(suppressions.vendorId, vendorId), isAmongTexts(suppressions.contact, contacts)));
}

/** Returns false when the contact point was suppressed already; the first reason stays. */
export async function insertSuppression(
  tx: Tx,
  params: {
    vendorId: VendorId;
    channel: Channel;
    contact: string;
    reason: SuppressionReason;
    causedBy: string | null;
    now: Date;
  },
): Promise<boolean> {
  const { now, ...row } = params;
  const inserted = await tx
    .insert(suppressions)
    .values({ ...row, suppressedAt: now })
    .onConflictDoNothing()
    .returning({ contact: suppressions.contact });
  return inserted.length > 0;
}

/** Takes back a STOP; a contact point suppressed for another reason stays so. */
export async function deleteStop(
  tx: Tx,
  { vendorId, phone }: { vendorId: VendorId; phone: string },
): Promise<boolean> {
  const deleted = await tx
    .delete(suppressions)
    .where(
      and(
        eq(suppressions.vendorId, vendorId),
        eq(suppressions.channel, "sms"),
        eq(suppressions.contact, phone),
        eq(suppressions.reason, "stop"),
      ),
    )
    .returning({ contact: suppressions.contact });
  return deleted.length > 0;
}

/** The debtors of a vendor who share an address or a number. */
export async function listDebtorsByContact(
  tx: Tx,
  { vendorId, channel, contact }: { vendorId: VendorId; channel: Channel; contact: string },
): Promise<DebtorId[]> {
  const rows = await tx
    .select({ id: debtors.id })
    .from(debtors)
    .where(
      and(eq(debtors.vendorId, vendorId), eq(channel === "email" ? debtors.email : debtors.phone, contact)),
    );
  return rows.map(({ id }) => id);
}

/**
 * Whose address the unsubscribe link in an email is about; null when the link is not there. For the system's
 * doorway.
 */
export async function findUnsubscribeTarget(tx: Tx, { linkId }: { linkId: PayLinkId }) {
  const [found] = await tx
    .select({
      vendorId: payLinks.vendorId,
      vendorName: vendors.name,
      language: sql<string>`coalesce(${debtors.language}, ${vendors.language})`,
      email: sql<string | null>`coalesce(
        case when ${messages.channel} = 'email' then ${messages.contact} end, ${debtors.email})`,
      messageId: messages.id,
    })
    .from(payLinks)
    .innerJoin(vendors, eq(vendors.id, payLinks.vendorId))
    .innerJoin(debtors, and(eq(debtors.vendorId, payLinks.vendorId), eq(debtors.id, payLinks.debtorId)))
    .leftJoin(messages, and(eq(messages.vendorId, payLinks.vendorId), eq(messages.id, payLinks.messageId)))
    .where(eq(payLinks.id, linkId));
  return found ?? null;
}
