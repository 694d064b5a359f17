import type { Database } from "~db/client";
import { discardImport, findImport } from "~db/queries/import/imports";
import type { ImportId, StaffUserId, VendorId } from "~/domain/ids";
import type { ImportChoices } from "~/domain/import/plan-reading";
import { type BalancesOutcome, importBalances } from "./import-balances.server";
import { importContacts } from "./import-contacts.server";

interface Confirmed {
  vendorId: VendorId;
  importId: ImportId;
  choices: ImportChoices;
  now: Date;
  staffUserId: StaffUserId;
}

/**
 * Imports an uploaded file as it was reviewed. Confirming twice imports once. Null: there is no such file.
 */
export async function confirmImport(
  { db }: { db: Database },
  { vendorId, importId, choices, now, staffUserId }: Confirmed,
): Promise<BalancesOutcome["kind"] | null> {
  const stored = await db.asVendor(vendorId, (tx) => findImport(tx, { vendorId, importId }));
  if (!stored || stored.state === "discarded") return null;
  if (stored.state === "imported" || !stored.bytes) return "imported";
  const { kind, fileName, bytes } = stored;
  const file = { vendorId, importId, fileName, bytes, choices, now, staffUserId };
  const outcome = await (kind === "contacts" ? importContacts(db, file) : importBalances(db, file));
  return outcome.kind;
}

/** Lets go of an uploaded file that will not be imported. */
export async function discardUpload(
  { db }: { db: Database },
  { vendorId, importId }: { vendorId: VendorId; importId: ImportId },
): Promise<void> {
  await db.asVendor(vendorId, (tx) => discardImport(tx, { vendorId, importId }));
}
