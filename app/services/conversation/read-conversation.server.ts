import { civilDateAt } from "~/domain/dates";
import type { DebtorId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { findContactStop } from "~db/queries/conversation/contact-stops";
import { readConversation } from "~db/queries/conversation/replies";
import { findDebtor } from "~db/queries/desk/debtors";
import { readAnswerable } from "./answer-debtor.server";

/** As much as a person reads at once; the rest is on the timeline. */
const shown = 40;

/** What was written between a vendor and a debtor, and whether and how it can be answered. */
export async function readTalk(
  tx: Tx,
  params: {
    vendorId: VendorId;
    debtor: { id: DebtorId; email: string | null; phone: string | null };
  },
) {
  const { vendorId, debtor } = params;
  const about = { vendorId, debtorId: debtor.id };
  const items = await readConversation(tx, { ...about, limit: shown });
  const unhandled = items.filter((item) => item.by === "debtor" && item.handledAt === null);
  return {
    items,
    /** When the last of what nobody has handled came; null when nothing waits. */
    unhandledUpTo: unhandled.at(-1)?.at ?? null,
    answerable: await readAnswerable(tx, { ...about, points: debtor }),
    stop: await findContactStop(tx, about),
  };
}

/**
 * The same by itself, for the page that a form about it comes back to; null where there is no such debtor.
 */
export async function readTalkPage(
  { db }: Pick<App, "db">,
  params: { vendor: { id: VendorId; timeZone: string }; debtorId: DebtorId; now: Date },
) {
  const { vendor, debtorId, now } = params;
  return db.asVendor(vendor.id, async (tx) => {
    const debtor = await findDebtor(tx, { vendorId: vendor.id, debtorId });
    if (!debtor) return null;
    const { name, reference } = debtor;
    const talk = await readTalk(tx, { vendorId: vendor.id, debtor });
    return { debtor: { id: debtorId, name, reference }, today: civilDateAt(now, vendor.timeZone), talk };
  });
}
