import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "~db/client";
import { contactStops } from "~db/schema";
import type { ContactStopId, DebtorId, VendorId } from "~/domain/ids";
import type { ContactStopReason } from "~/domain/vocabulary";

/** Stops all contact with a debtor; false when it is stopped already, for whatever reason. */
export async function insertContactStop(
  tx: Tx,
  row: {
    vendorId: VendorId;
    id: ContactStopId;
    debtorId: DebtorId;
    reason: ContactStopReason;
    note: string | null;
    stoppedBy: string;
    stoppedAt: Date;
  },
): Promise<boolean> {
  const inserted = await tx
    .insert(contactStops)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: contactStops.id });
  return inserted.length > 0;
}

/** The stop that stands, if one does. */
export async function findContactStop(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
) {
  const [stop] = await tx
    .select({
      id: contactStops.id,
      reason: contactStops.reason,
      note: contactStops.note,
      stoppedBy: contactStops.stoppedBy,
      stoppedAt: contactStops.stoppedAt,
    })
    .from(contactStops)
    .where(
      and(
        eq(contactStops.vendorId, vendorId),
        eq(contactStops.debtorId, debtorId),
        isNull(contactStops.liftedAt),
      ),
    );
  return stop ?? null;
}

/** Lifts the stop that stands; returns its id, or null where none did. */
export async function liftContactStopRow(
  tx: Tx,
  params: { vendorId: VendorId; debtorId: DebtorId; by: string; now: Date },
): Promise<ContactStopId | null> {
  const { vendorId, debtorId, by, now } = params;
  const [lifted] = await tx
    .update(contactStops)
    .set({ liftedAt: now, liftedBy: by })
    .where(
      and(
        eq(contactStops.vendorId, vendorId),
        eq(contactStops.debtorId, debtorId),
        isNull(contactStops.liftedAt),
      ),
    )
    .returning({ id: contactStops.id });
  return lifted?.id ?? null;
}
