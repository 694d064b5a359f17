import { hashPassword } from "better-auth/crypto";
import { v7 as uuid } from "uuid";
import { insertStaffUser } from "~db/queries/vendor/staff";
import type { StaffUserId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";

/**
 * Gives a person a place at a vendor's desk. Doing it again changes nothing: an account that exists keeps its
 * password, and is given the place if it had none.
 *
 * @param password at least 8 characters.
 */
export async function createStaffUser(
  deps: Pick<App, "db">,
  { vendorId, email, name, password }: { vendorId: VendorId; email: string; name: string; password: string },
): Promise<{ userId: StaffUserId; created: boolean }> {
  if (password.length < 8) throw new Error("A password has at least 8 characters.");
  // The same hash that better-auth compares with at sign-in, which keeps its default.
  const passwordHash = await hashPassword(password);
  return deps.db.asSystem((tx) =>
    insertStaffUser(tx, {
      vendorId,
      id: uuid() as StaffUserId,
      email: email.trim().toLowerCase(),
      name,
      passwordHash,
    }),
  );
}
