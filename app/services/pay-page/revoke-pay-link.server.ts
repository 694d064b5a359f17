import type { DebtorId, PayLinkId, StaffUserId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { revokePayLinks } from "~db/queries/pay-page/pay-links";
import { recordEvents } from "~db/queries/vendor/timeline";

/**
 * Closes a pay link, or every link of a debtor, from this moment on. Doing it again changes nothing.
 *
 * @param reason a sentence for the vendor; the debtor is only told that the link is no longer in use.
 * @returns how many links were open until now.
 */
export async function revokePayLink(
  deps: Pick<App, "db">,
  params: {
    vendorId: VendorId;
    debtorId: DebtorId;
    linkId: PayLinkId | "all";
    reason: string;
    revokedBy: StaffUserId;
    now: Date;
  },
): Promise<number> {
  const { vendorId, debtorId, linkId, reason, revokedBy, now } = params;
  return deps.db.asVendor(vendorId, async (tx) => {
    const which = linkId === "all" ? {} : { linkId };
    const revoked = await revokePayLinks(tx, { vendorId, debtorId, ...which, reason, now });
    if (revoked.length === 0) return 0;
    const details = { links: revoked.length, reason };
    const event = { debtorId, kind: "pay_link_revoked", actor: "staff", occurredAt: now, details } as const;
    await recordEvents(tx, { vendorId, events: [{ ...event, causedBy: `staff:${revokedBy}` }] });
    return revoked.length;
  });
}
