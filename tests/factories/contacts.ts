import { v7 as uuid } from "uuid";
import type { Database } from "~db/client";
import { callAttempts, callTasks, checkouts, messages, payLinks, reminders } from "~db/schema";
import type {
  CadenceId,
  CallTaskId,
  CheckoutId,
  DebtorId,
  MessageId,
  PayLinkId,
  ReminderId,
  TemplateId,
  VendorId,
} from "~/domain/ids";
import { currency } from "~/domain/money";
import type { CallOutcome } from "~/domain/vocabulary";

interface Whose {
  vendorId: VendorId;
  debtorId: DebtorId;
}

/** The step of a cadence that asked for a contact. */
export interface StepOf {
  cadenceId: CadenceId;
  stageDays: number;
  isAfterAnswer?: boolean;
}

async function makeReminder(
  db: Database,
  {
    vendorId,
    debtorId,
    channel,
    at,
    step,
  }: Whose & { channel: "email" | "sms" | "call"; at: Date; step: StepOf | null },
): Promise<ReminderId> {
  const id = uuid() as ReminderId;
  await db.asVendor(vendorId, (tx) =>
    tx.insert(reminders).values({
      vendorId,
      id,
      debtorId,
      cadenceId: step?.cadenceId ?? null,
      step: step === null ? null : 0,
      stageDays: step?.stageDays ?? null,
      channel,
      templateKey: channel === "call" ? "call-first" : "overdue",
      slot: step === null ? id : `${step.isAfterAnswer === true ? `answer:${id}` : id}/${step.stageDays}`,
      plannedFor: at,
      state: "handed_over",
    }),
  );
  return id;
}

/** A message that has gone out, as the office would have left it; anything can be said otherwise. */
export async function makeSentMessage(
  db: Database,
  {
    vendorId,
    debtorId,
    at,
    step = null,
    ...said
  }: Whose & { at: Date; step?: StepOf | null; templateId?: TemplateId | null } & Partial<
      typeof messages.$inferInsert
    >,
): Promise<MessageId> {
  const id = uuid() as MessageId;
  const { channel = "email", purpose = "reminder" } = said;
  const reminderId =
    purpose === "reminder" ? await makeReminder(db, { vendorId, debtorId, channel, at, step }) : null;
  await db.asVendor(vendorId, (tx) =>
    tx.insert(messages).values({
      vendorId,
      id,
      debtorId,
      reminderId,
      purpose,
      channel,
      contact: "ana@example.com",
      state: "sent",
      queuedAt: at,
      sentAt: at,
      costMicros: 0,
      ...said,
    }),
  );
  return id;
}

/** A call that was made, and what came of it. */
export async function makeCall(
  db: Database,
  { vendorId, debtorId, at, step, outcome }: Whose & { at: Date; step: StepOf; outcome: CallOutcome },
): Promise<string> {
  const reminderId = await makeReminder(db, { vendorId, debtorId, channel: "call", at, step });
  const callTaskId = uuid() as CallTaskId;
  const id = uuid();
  await db.asVendor(vendorId, async (tx) => {
    await tx.insert(callTasks).values({
      vendorId,
      id: callTaskId,
      debtorId,
      reminderId,
      phone: "+12125550142",
      state: "done",
      dueAt: at,
    });
    await tx
      .insert(callAttempts)
      .values({ vendorId, id, callTaskId, debtorId, outcome, calledBy: "staff-maya", calledAt: at });
  });
  return id;
}

/** The debtor pressed Pay on the page that the message's link opens. */
export async function makeCheckoutThrough(
  db: Database,
  { vendorId, debtorId, messageId, at }: Whose & { messageId: MessageId; at: Date },
): Promise<CheckoutId> {
  const id = uuid() as CheckoutId;
  // A message has one link, however often it is followed.
  const payLinkId = messageId.replaceAll("-", "").slice(-16) as PayLinkId;
  await db.asVendor(vendorId, async (tx) => {
    await tx
      .insert(payLinks)
      .values({ vendorId, id: payLinkId, debtorId, messageId, expiresAt: at })
      .onConflictDoNothing();
    await tx.insert(checkouts).values({
      vendorId,
      id,
      debtorId,
      payLinkId,
      selectionKey: id,
      state: "expired",
      currency: currency("USD"),
      amountMinor: 4_500n,
      idempotencyKey: id,
      expiresAt: at,
    });
  });
  return id;
}
