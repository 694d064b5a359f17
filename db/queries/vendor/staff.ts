import { and, asc, eq, lt, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { staff, staffAccounts, staffUsers, staffVerifications, vendors } from "~db/schema";
import type { StaffUserId, VendorId } from "~/domain/ids";

export type Vendor = typeof vendors.$inferSelect;

/** The vendor a staff user works for: the one they joined first, while the desk shows one at a time. */
export async function findVendorOfStaffUser(
  tx: Tx,
  { userId }: { userId: StaffUserId },
): Promise<Vendor | null> {
  const rows = await tx
    .select({ vendor: vendors })
    .from(staff)
    .innerJoin(vendors, eq(vendors.id, staff.vendorId))
    .where(eq(staff.userId, userId))
    .orderBy(asc(staff.createdAt), asc(staff.vendorId))
    .limit(1);
  return rows[0]?.vendor ?? null;
}

/**
 * Writes a staff user with a password and a place at a vendor. Whatever of it is there already stays as it
 * is, an existing password too.
 */
export async function insertStaffUser(
  tx: Tx,
  {
    vendorId,
    id,
    email,
    name,
    passwordHash,
  }: {
    vendorId: VendorId;
    id: StaffUserId;
    email: string;
    name: string;
    passwordHash: string;
  },
): Promise<{ userId: StaffUserId; created: boolean }> {
  const inserted = await tx
    .insert(staffUsers)
    .values({ id, email, name, emailVerified: true })
    .onConflictDoNothing()
    .returning({ id: staffUsers.id });
  const [user] = await tx.select({ id: staffUsers.id }).from(staffUsers).where(eq(staffUsers.email, email));
  if (!user) throw new Error("The staff user was neither written nor there.");
  await tx
    .insert(staffAccounts)
    .values({
      id: `password:${user.id}`,
      accountId: user.id,
      userId: user.id,
      providerId: "credential",
      password: passwordHash,
    })
    .onConflictDoNothing();
  await tx.insert(staff).values({ vendorId, userId: user.id }).onConflictDoNothing();
  return { userId: user.id, created: inserted.length > 0 };
}

/**
 * Counts one try under `key` and says how many there have been since its window opened. One statement, so
 * that tries at the same moment are each counted. They are kept among the verifications because that is what
 * they are: short-lived facts about somebody proving who they are.
 */
export async function countTry(
  tx: Tx,
  { key, now, windowSeconds }: { key: string; now: Date; windowSeconds: number },
): Promise<{ tries: number; until: Date }> {
  const openUntil = new Date(now.getTime() + windowSeconds * 1_000);
  const isOver = sql`${staffVerifications.expiresAt} <= ${now.toISOString()}`;
  const [row] = await tx
    .insert(staffVerifications)
    .values({ id: key, identifier: key, value: "1", expiresAt: openUntil })
    .onConflictDoUpdate({
      target: staffVerifications.id,
      set: {
        value: sql`case when ${isOver} then '1' else (${staffVerifications.value}::int + 1)::text end`,
        expiresAt: sql`case when ${isOver} then excluded.expires_at else ${staffVerifications.expiresAt} end`,
        updatedAt: now,
      },
    })
    .returning({ tries: sql<number>`${staffVerifications.value}::int`, until: staffVerifications.expiresAt });
  if (!row) throw new Error("The try was not counted.");
  return row;
}

/** Forgets the tries under `key`, and those of anyone whose window has passed. */
export async function forgetTries(tx: Tx, { key, now }: { key: string; now: Date }): Promise<void> {
  await tx.delete(staffVerifications).where(eq(staffVerifications.id, key));
  await tx
    .delete(staffVerifications)
    .where(and(sql`${staffVerifications.id} like 'sign-in:%'`, lt(staffVerifications.expiresAt, now)));
}

/** The people of a vendor by their ids, to say who did what; asked by the operator's doorway. */
export async function namesOfStaff(
  tx: Tx,
  { vendorId }: { vendorId: VendorId },
): Promise<Map<StaffUserId, string>> {
  const rows = await tx
    .select({ id: staffUsers.id, name: staffUsers.name })
    .from(staff)
    .innerJoin(staffUsers, eq(staffUsers.id, staff.userId))
    .where(eq(staff.vendorId, vendorId));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
