import { shippedTemplates } from "~/domain/templates/shipped";
import type { App } from "~/server/app.server";
import { insertShippedTemplates, listVendorsWithout } from "~db/queries/messages/templates";

/**
 * Gives every vendor the templates that came with a newer Tenfold; nothing of theirs changes, and one that a
 * vendor has written by that name and language stays as it is. Done at start: one query where there is
 * nothing to do, and safe from any number of processes at once.
 *
 * @returns how many vendors got any.
 */
export async function installShippedTemplates({ db }: Pick<App, "db">): Promise<number> {
  const lacking = await db.asSystem((tx) => listVendorsWithout(tx, { names: shippedTemplates }));
  for (const vendorId of lacking) {
    await db.asVendor(vendorId, (tx) => insertShippedTemplates(tx, { vendorId, drafts: shippedTemplates }));
  }
  return lacking.length;
}
