import type { InboundSms } from "~/domain/hand-over";
import type { DebtorId, VendorId } from "~/domain/ids";
import { smsAnswer, type Sender } from "~/domain/inbound/sms-answers";
import { commandIn, type ReplyCommand } from "~/domain/sms-replies";
import type { App } from "~/server/app.server";
import { disown, takeReply, type Received } from "~/services/conversation/take-reply.server";
import type { Tx } from "~db/client";
import { findLastWriter, listDebtorsAtNumber } from "~db/queries/conversation/replies";
import { findVendorProfile } from "~db/queries/desk/debtor-records";
import { insertDeliveryEvent } from "~db/queries/messages/messages";
import { deleteStop, listDebtorsByContact } from "~db/queries/messages/suppressions";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { recordEvents } from "~db/queries/vendor/timeline";
import { suppressContactPoint } from "./suppress-contact-point.server";

/** Who was written to longer ago than this answers nobody in particular. */
const answersWithinDays = 30;
const dayMs = 86_400_000;

/**
 * Takes in a text message, once however often it is delivered. STOP stops SMS from every vendor that knows
 * the number, because the sender cannot say which they mean; START lifts that and nothing else; HELP says who
 * writes. Anything else is for the vendor who wrote to the number last: a wrong number is not written to
 * again, and what only a person can read waits for one.
 *
 * @returns what to answer, or null when nothing is to be said.
 */
export async function receiveSms(
  deps: Pick<App, "db">,
  { sms, now }: { sms: InboundSms; now: Date },
): Promise<string | null> {
  return deps.db.asSystem(async (tx) => {
    const said = commandIn(sms.body);
    // YES lifts Twilio's own block; it may still be the answer to a question.
    const command = said ?? (sms.heededAs === "start" ? null : sms.heededAs);
    const event = { id: sms.eventId, providerId: sms.eventId, kind: command ?? "received", occurredAt: now };
    if (!(await insertDeliveryEvent(tx, event))) return null;
    const known = await listDebtorsAtNumber(tx, { phone: sms.from });
    if (sms.heededAs === "start" && said === null) await startAll(tx, { known, sms, now });
    const isForAll = command === "stop" || command === "start" || command === "help";
    const concerned = isForAll ? known : await ofLastWriter(tx, { known, phone: sms.from, now });
    await heed(deps, tx, { command, known: concerned, sms, now });
    if (command === null || sms.heededAs !== null || concerned.length === 0) return null;
    return smsAnswer(command, await sendersOf(tx, concerned), concerned[0]?.language ?? null);
  });
}

interface Known {
  vendorId: VendorId;
  debtorId: DebtorId;
  language: string | null;
}

interface Sms {
  known: readonly Known[];
  sms: InboundSms;
  now: Date;
}

async function heed(
  deps: Pick<App, "db">,
  tx: Tx,
  { command, known, sms, now }: Sms & { command: ReplyCommand | null },
): Promise<void> {
  switch (command) {
    case "stop":
      for (const vendorId of vendorsOf(known)) {
        const stop = { channel: "sms", contact: sms.from, reason: "stop", actor: "debtor" } as const;
        await suppressContactPoint(tx, { vendorId, ...stop, causedBy: sms.eventId, now });
      }
      return;
    case "start":
      return startAll(tx, { known, sms, now });
    case "help":
      return;
    case "wrong_person":
    case null:
      for (const { vendorId, debtorId } of known) {
        const about = { vendorId, debtorId, now };
        const isNew = await takeReply(tx, {
          ...about,
          received: received(sms),
          forAPerson: command === null,
        });
        if (isNew && command !== null) await disown(deps, tx, about);
      }
  }
}

function received({ from, body, eventId }: InboundSms): Received {
  const text = body.trim() === "" ? "(No words: a picture or a file, which is not kept.)" : body;
  return { channel: "sms", contact: from, subject: null, body: text, messageId: null, providerId: eventId };
}

/** Those of the vendor who wrote to the number last; all who know it where none has lately. */
async function ofLastWriter(
  tx: Tx,
  { known, phone, now }: { known: readonly Known[]; phone: string; now: Date },
): Promise<readonly Known[]> {
  const since = new Date(now.getTime() - answersWithinDays * dayMs);
  const last = await findLastWriter(tx, { phone, since });
  return last === null ? known : known.filter(({ vendorId }) => vendorId === last);
}

async function sendersOf(tx: Tx, known: readonly Known[]): Promise<Sender[]> {
  const senders: Sender[] = [];
  for (const vendorId of vendorsOf(known)) {
    const { name, phone, replyToEmail } = await findVendorProfile(tx, { vendorId });
    senders.push({ name, contact: phone ?? replyToEmail });
  }
  return senders;
}

async function startAll(tx: Tx, { known, sms, now }: Sms): Promise<void> {
  for (const vendorId of vendorsOf(known)) {
    if (!(await deleteStop(tx, { vendorId, phone: sms.from }))) continue;
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
}

function vendorsOf(known: readonly Known[]): VendorId[] {
  return [...new Set(known.map(({ vendorId }) => vendorId))];
}
