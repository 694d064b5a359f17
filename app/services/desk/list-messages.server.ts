import { listMessages, messageKeyTypes } from "~db/queries/desk/message-list";
import type { VendorId } from "~/domain/ids";
import { readPosition } from "~/domain/keyset";
import type { MessageFilter } from "~/domain/message-filter";
import type { App } from "~/server/app.server";

const messagesPerPage = 50;

/** One page of what was sent, is waiting, or was held. */
export async function listMessagesPage(
  { db }: Pick<App, "db">,
  { vendorId, filter, params }: { vendorId: VendorId; filter: MessageFilter; params: URLSearchParams },
) {
  const position = readPosition(params, messageKeyTypes);
  return db.asVendor(vendorId, (tx) =>
    listMessages(tx, { vendorId, filter, position, limit: messagesPerPage }),
  );
}
