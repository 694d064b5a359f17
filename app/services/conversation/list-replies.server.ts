import type { VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { listRepliesForAPerson } from "~db/queries/conversation/replies";

const shown = 100;

/** What debtors wrote that nobody has handled yet, longest waiting first, and how many debtors wait. */
export async function listWaitingReplies({ db }: Pick<App, "db">, { vendorId }: { vendorId: VendorId }) {
  const replies = await db.asVendor(vendorId, (tx) => listRepliesForAPerson(tx, { vendorId, limit: shown }));
  return { replies, total: replies[0]?.total ?? 0 };
}
