import type { VendorId } from "~/domain/ids";
import { templateFor, type Template } from "~/domain/templates/template";
import type { Channel } from "~/domain/vocabulary";
import type { Tx } from "~db/client";
import { findTemplates } from "~db/queries/messages/templates";

/** What a reminder sent by hand uses. */
export const handSentTemplate = "overdue";

/**
 * The words of a reminder on this channel, in the first of these languages that there is. Where nobody wrote
 * any, since its step is meant for the other channel, those of the first reminder serve: asked plainly beats
 * not asked. Null where there are none of those either.
 */
export async function findReminderWords(
  tx: Tx,
  asked: { vendorId: VendorId; key: string; channel: Channel; languages: readonly string[] },
): Promise<Template | null> {
  const { languages, ...named } = asked;
  const own = templateFor(await findTemplates(tx, named), languages);
  return own ?? templateFor(await findTemplates(tx, { ...named, key: handSentTemplate }), languages);
}
