import type { ReminderId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { findProposal } from "~db/queries/reminders/proposals";
import { previewReminder } from "./preview-reminder.server";

/** A reminder that waits to be released, as it would go; null when it waits no more. Changes nothing. */
export async function previewProposal(
  deps: Pick<App, "db" | "env">,
  { vendorId, id, now }: { vendorId: VendorId; id: ReminderId; now: Date },
) {
  const found = await deps.db.asVendor(vendorId, (tx) => findProposal(tx, { vendorId, id }));
  if (found === null || found.channel === "call") return null;
  const { debtorId, channel, templateKey } = found;
  const preview = await previewReminder(deps, { vendorId, debtorId, channel, templateKey, now });
  return { ...found, channel, preview };
}
