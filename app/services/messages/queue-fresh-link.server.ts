import { v7 as uuid } from "uuid";
import { usableContacts } from "~/domain/contact-points";
import type { DebtorId, MessageId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { lockDebtorContact } from "~db/queries/messages/contact-points";
import { hasFreshLinkSince, insertMessages } from "~db/queries/messages/messages";
import { listSuppressions } from "~db/queries/messages/suppressions";
import { recordEvents } from "~db/queries/vendor/timeline";

const hourMs = 3_600_000;

/**
 * Sends the debtor, who asked for it, a new link to the contact on file: the email where there is one, else
 * the phone. At most one an hour, whoever presses the button however often. The page says the same whatever
 * comes of it, so that it never reveals what is on file.
 */
export async function queueFreshLink(
  deps: Pick<App, "db">,
  { vendorId, debtorId, now }: { vendorId: VendorId; debtorId: DebtorId; now: Date },
): Promise<"queued" | "sent_recently" | "no_contact"> {
  return deps.db.asVendor(vendorId, async (tx) => {
    const debtor = await lockDebtorContact(tx, { vendorId, debtorId });
    if (!debtor) return "no_contact";
    const since = new Date(now.getTime() - hourMs);
    if (await hasFreshLinkSince(tx, { vendorId, debtorId, since })) return "sent_recently";
    const contacts = [debtor.email, debtor.phone].filter((contact) => contact !== null);
    const usable = usableContacts(debtor, await listSuppressions(tx, { vendorId, contacts }), "fresh_link");
    const [choice] = usable;
    if (!choice) return "no_contact";
    const [channel, contact] = choice;
    const row = { id: uuid() as MessageId, debtorId, reminderId: null, paymentId: null, queuedAt: now };
    await insertMessages(tx, { vendorId, rows: [{ ...row, purpose: "fresh_link", channel, contact }] });
    await recordEvents(tx, {
      vendorId,
      events: [
        {
          debtorId,
          kind: "fresh_link_requested",
          actor: "debtor",
          occurredAt: now,
          causedBy: `message:${row.id}`,
        },
      ],
    });
    await deps.db.enqueue(tx, "send-message", { vendorId, messageId: row.id });
    return "queued";
  });
}
