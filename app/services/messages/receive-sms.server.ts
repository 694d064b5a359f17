import type { InboundSms } from "~/domain/hand-over";
import { commandIn } from "~/domain/sms-replies";
import type { VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { findVendorProfile } from "~db/queries/desk/debtor-records";
import { insertDeliveryEvent } from "~db/queries/messages/messages";
import { deleteStop, listDebtorsByContact, listVendorsByPhone } from "~db/queries/messages/suppressions";
import { recordEvents } from "~db/queries/vendor/timeline";
import { suppressContactPoint } from "./suppress-contact-point.server";

/**
 * Takes in a text message, once however often it is delivered. STOP stops SMS from every vendor that knows
 * the number, because the sender cannot say which they mean; START lifts that and nothing else; HELP says who
 * writes.
 *
 * @returns what to answer, or null when nothing is to be said.
 */
export async function receiveSms(
  deps: Pick<App, "db">,
  { sms, now }: { sms: InboundSms; now: Date },
): Promise<string | null> {
  const command = commandIn(sms.body);
  return deps.db.asSystem(async (tx) => {
    const event = { id: sms.eventId, providerId: sms.eventId, kind: command ?? "received", occurredAt: now };
    if (!(await insertDeliveryEvent(tx, event)) || command === null) return null;
    const vendorIds = await listVendorsByPhone(tx, { phone: sms.from });
    const names: string[] = [];
    for (const vendorId of vendorIds) {
      if (command === "stop") await stop(tx, { vendorId, sms, now });
      if (command === "start") await start(tx, { vendorId, sms, now });
      names.push((await findVendorProfile(tx, { vendorId })).name);
    }
    if (sms.answeredByProvider || names.length === 0) return null;
    switch (command) {
      case "stop":
        return `You will get no more SMS from ${names.join(", ")}.`;
      case "start":
        return `You will get SMS from ${names.join(", ")} again.`;
      case "help":
        return `${names.join(", ")}: payment reminders by SMS. Reply STOP to opt out.`;
    }
  });
}

interface Reply {
  vendorId: VendorId;
  sms: InboundSms;
  now: Date;
}

async function stop(tx: Tx, { vendorId, sms, now }: Reply): Promise<void> {
  await suppressContactPoint(tx, {
    vendorId,
    channel: "sms",
    contact: sms.from,
    reason: "stop",
    actor: "debtor",
    causedBy: sms.eventId,
    now,
  });
}

async function start(tx: Tx, { vendorId, sms, now }: Reply): Promise<void> {
  if (!(await deleteStop(tx, { vendorId, phone: sms.from }))) return;
  const debtorIds = await listDebtorsByContact(tx, { vendorId, channel: "sms", contact: sms.from });
  await recordEvents(tx, {
    vendorId,
    events: debtorIds.map((debtorId) => ({
      debtorId,
      kind: "suppression_lifted",
      actor: "debtor",
      occurredAt: now,
      causedBy: sms.eventId,
      details: { channel: "sms", contact: sms.from, reason: "They answered START." },
    })),
  });
  await lookAgain(tx, { vendorId, debtorIds, at: now });
}
