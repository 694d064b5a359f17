import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { listOwingDebtors, updateVendorRow, type VendorRow } from "~db/queries/vendor/vendors";
import type { VendorId } from "~/domain/ids";
import type { VendorSettings } from "~/domain/vendor-form";
import type { App } from "~/server/app.server";

/** What decides when, and whether, anyone is reminded. */
const decisive = [
  "reminderMode",
  "timeZone",
  "contactPolicy",
  "collectsForOthers",
  "holdoutPercent",
] as const;

/**
 * Writes what a vendor says about itself. When it changes how far reminders go, which rules they keep to, who
 * is held out, or in which zone the day begins, whoever owes something is looked at again, so that the choice
 * holds from now on and not from the next turn.
 */
export async function updateVendor(
  { db }: Pick<App, "db">,
  {
    vendor,
    settings,
    now,
  }: {
    vendor: { id: VendorId } & Pick<VendorRow, (typeof decisive)[number]>;
    settings: VendorSettings;
    now: Date;
  },
): Promise<void> {
  await db.asVendor(vendor.id, async (tx) => {
    await updateVendorRow(tx, { vendorId: vendor.id, settings });
    if (decisive.every((name) => settings[name] === vendor[name])) return;
    const debtorIds = await listOwingDebtors(tx, { vendorId: vendor.id });
    await lookAgain(tx, { vendorId: vendor.id, debtorIds, at: now });
  });
}
