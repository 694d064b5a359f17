import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "~db/client";
import { payLinks } from "~db/schema";
import type { DebtorId, MessageId, PayLinkId, VendorId } from "~/domain/ids";

export interface PayLinkRow {
  linkId: PayLinkId;
  expiresAt: Date;
}

/** The link made for a message. */
export async function findPayLinkOfMessage(
  tx: Tx,
  { vendorId, debtorId, messageId }: { vendorId: VendorId; debtorId: DebtorId; messageId: MessageId },
): Promise<PayLinkRow | null> {
  const [row] = await tx
    .select({ linkId: payLinks.id, expiresAt: payLinks.expiresAt })
    .from(payLinks)
    .where(
      and(
        eq(payLinks.vendorId, vendorId),
        eq(payLinks.debtorId, debtorId),
        eq(payLinks.messageId, messageId),
      ),
    )
    .limit(1);
  return row ?? null;
}

/** @returns false when the message has a link already; nothing was written then. */
export async function insertPayLink(
  tx: Tx,
  link: PayLinkRow & { vendorId: VendorId; debtorId: DebtorId; messageId: MessageId | null },
): Promise<boolean> {
  const { linkId, vendorId, debtorId, messageId, expiresAt } = link;
  const inserted = await tx
    .insert(payLinks)
    .values({ vendorId, id: linkId, debtorId, messageId, expiresAt })
    .onConflictDoNothing()
    .returning({ id: payLinks.id });
  return inserted.length > 0;
}

/** Closes one link, or all of a debtor's, at once. Links already revoked keep their first reason. */
export async function revokePayLinks(
  tx: Tx,
  params: { vendorId: VendorId; debtorId: DebtorId; linkId?: PayLinkId; reason: string; now: Date },
): Promise<PayLinkId[]> {
  const { vendorId, debtorId, linkId, reason, now } = params;
  const revoked = await tx
    .update(payLinks)
    .set({ revokedAt: now, revokedReason: reason })
    .where(
      and(
        eq(payLinks.vendorId, vendorId),
        eq(payLinks.debtorId, debtorId),
        isNull(payLinks.revokedAt),
        linkId === undefined ? undefined : eq(payLinks.id, linkId),
      ),
    )
    .returning({ linkId: payLinks.id });
  return revoked.map((row) => row.linkId);
}
