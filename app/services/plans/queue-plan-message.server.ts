import { usableContacts } from "~/domain/contact-points";
import type { DebtorId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { findDebtorContact } from "~db/queries/messages/contact-points";
import { findMessageStates, insertMessages } from "~db/queries/messages/messages";
import { listSuppressions } from "~db/queries/messages/suppressions";
import { planMessageId, type About } from "./plan-message-id.server";

/** How it stands with telling the debtor something about an instalment. */
export type Telling =
  | { kind: "told"; at: Date }
  /** It waits to be sent, or is being sent. */
  | { kind: "under_way" }
  /** There is no address or number that may be written to, or none of them took it. */
  | { kind: "cannot_be_told" };

interface Asked {
  vendorId: VendorId;
  debtorId: DebtorId;
  about: About;
  now: Date;
}

/**
 * Leaves a message about an instalment to be sent: by email, or by SMS where there is no email that may be
 * written to or it did not arrive. Called again, it says how that stands and tries what is left.
 */
export async function queuePlanMessage(
  deps: Pick<App, "db">,
  tx: Tx,
  { vendorId, debtorId, about, now }: Asked,
): Promise<Telling> {
  const standing = await readTelling(tx, { vendorId, about });
  if (standing.kind !== "cannot_be_told") return standing;
  const debtor = await findDebtorContact(tx, { vendorId, debtorId });
  if (!debtor) return standing;
  const contacts = [debtor.email, debtor.phone].filter((contact) => contact !== null);
  const suppressions = await listSuppressions(tx, { vendorId, contacts });
  for (const [channel, contact] of usableContacts(debtor, suppressions, about.purpose)) {
    const id = planMessageId(about, channel);
    const { purpose } = about;
    const row = { id, debtorId, reminderId: null, paymentId: null, purpose, channel, contact, queuedAt: now };
    const [queued] = await insertMessages(tx, { vendorId, rows: [row] });
    if (queued === undefined) continue;
    await deps.db.enqueue(tx, "send-message", { vendorId, messageId: queued });
    return { kind: "under_way" };
  }
  return standing;
}

/** Whether the debtor was told, as the messages themselves say. */
export async function readTelling(
  tx: Tx,
  { vendorId, about }: { vendorId: VendorId; about: About },
): Promise<Telling> {
  const messageIds = (["email", "sms"] as const).map((channel) => planMessageId(about, channel));
  const messages = await findMessageStates(tx, { vendorId, messageIds });
  for (const { state, sentAt } of messages) {
    const arrived = state === "sent" || state === "delivered" || state === "complained";
    if (arrived && sentAt !== null) return { kind: "told", at: sentAt };
  }
  const underWay = messages.some(({ state }) => ["queued", "sending", "unknown"].includes(state));
  return underWay ? { kind: "under_way" } : { kind: "cannot_be_told" };
}
