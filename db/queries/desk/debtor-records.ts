import { and, eq, gt, inArray, isNull, notLike, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { isAmong } from "~db/queries/among";
import {
  answerBalances,
  answers,
  balanceHolds,
  balances,
  debtors,
  payments,
  planBalances,
  plans,
  reminders,
  vendors,
} from "~db/schema";
import { replyHoldsDays, type OpenAnswer } from "~/domain/cadence/holds";
import type { ContactChoice } from "~/domain/contact-rules/choice";
import { addDays } from "~/domain/dates";
import type { AnswerId, BalanceId, CadenceId, DebtorId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import type { DebtorKind, HoldKind, HoldoutArm } from "~/domain/vocabulary";
import {
  readChoices,
  readEndedAnswers,
  readHoldouts,
  readOpenCalls,
  readStopped,
  readUnhandledReplies,
  type EndedAnswer,
  type OpenCall,
} from "~db/queries/reminders/contact-records";
import { canCollect } from "~db/queries/vendor/connected-accounts";
import { freedSlotMark } from "~db/queries/reminders/reminders";

/** What a vendor's messages say of the vendor, and how far reminders go by themselves. */
export async function findVendorProfile(tx: Tx, { vendorId }: { vendorId: VendorId }) {
  const [vendor] = await tx
    .select({
      name: vendors.name,
      signatureName: vendors.signatureName,
      timeZone: vendors.timeZone,
      language: vendors.language,
      country: vendors.country,
      replyToEmail: vendors.replyToEmail,
      phone: vendors.phone,
      postalAddress: vendors.postalAddress,
      brandColor: vendors.brandColor,
      currency: vendors.currency,
      reminderMode: vendors.reminderMode,
      contactPolicy: vendors.contactPolicy,
      collectsForOthers: vendors.collectsForOthers,
      holdoutPercent: vendors.holdoutPercent,
      emailCostMicros: vendors.emailCostMicros,
      smsSegmentCostMicros: vendors.smsSegmentCostMicros,
      averageBalanceMinor: vendors.averageBalanceMinor,
      canCollect,
      paymentsKnownUntil:
        sql<Date | null>`payments_known_until(coalesce(${vendors.stripeAccountId}, 'own'))`.mapWith(
          readInstant,
        ),
    })
    .from(vendors)
    .where(eq(vendors.id, vendorId));
  if (!vendor) throw new Error(`Vendor ${vendorId} is not there.`);
  return vendor;
}
/** Called for values alone, never for null. */
function readInstant(text: string): Date {
  return new Date(text);
}
export type VendorProfile = Awaited<ReturnType<typeof findVendorProfile>>;

export interface OutstandingBalance {
  id: BalanceId;
  reference: string;
  description: string | null;
  dueOn: string;
  currency: Currency;
  outstandingMinor: bigint;
}

/** What decides about a debtor's next reminder, and what that reminder says. */
export interface DebtorRecord {
  id: DebtorId;
  name: string | null;
  email: string | null;
  phone: string | null;
  timeZone: string | null;
  /** The one they chose, else the one on file. */
  language: string | null;
  country: string | null;
  region: string | null;
  postalCode: string | null;
  kind: DebtorKind | null;
  cadenceId: CadenceId | null;
  choice: ContactChoice | null;
  /** Oldest due first. */
  balances: OutstandingBalance[];
  answers: (OpenAnswer & { answerId?: AnswerId })[];
  /** The last answer that ended without the money. */
  ended: EndedAnswer | null;
  paymentPending: boolean;
  planned: { slot: string; at: Date }[];
  /** Calls that are open, and whether a reminder waits to be released. */
  openCall: OpenCall | null;
  isProposed: boolean;
  holdout: { arm: HoldoutArm; endsAt: Date } | null;
}

/** The records of these debtors, each table asked once however many there are. */
export async function readDebtorRecords(
  tx: Tx,
  { vendorId, debtorIds }: { vendorId: VendorId; debtorIds: readonly DebtorId[] },
): Promise<Map<DebtorId, DebtorRecord>> {
  if (debtorIds.length === 0) return new Map();
  const ids = [...debtorIds];
  const rows = await tx
    .select({
      id: debtors.id,
      name: debtors.name,
      email: debtors.email,
      phone: debtors.phone,
      timeZone: debtors.timeZone,
      language: debtors.language,
      country: debtors.country,
      region: debtors.region,
      postalCode: debtors.postalCode,
      kind: debtors.kind,
      cadenceId: debtors.cadenceId,
    })
    .from(debtors)
    .where(and(eq(debtors.vendorId, vendorId), isAmong(debtors.id, ids)));
  const records = new Map<DebtorId, DebtorRecord>(rows.map((row) => [row.id, { ...row, ...nothingKnown() }]));
  for (const { debtorId, ...balance } of await readOutstandingBalances(tx, vendorId, ids)) {
    records.get(debtorId)?.balances.push(balance);
  }
  for (const { debtorId, ...answer } of await readOpenAnswers(tx, vendorId, ids)) {
    records.get(debtorId)?.answers.push(answer);
  }
  for (const { debtorId, kind, balanceIds } of await readHolds(tx, vendorId, ids)) {
    records.get(debtorId)?.answers.push({ kind, promisedOn: null, balanceIds });
  }
  for (const { debtorId, state, ...reminder } of await readPlanned(tx, vendorId, ids)) {
    const record = records.get(debtorId);
    record?.planned.push(reminder);
    if (record && state === "proposed") record.isProposed = true;
  }
  for (const debtorId of await readPaying(tx, vendorId, ids)) {
    const record = records.get(debtorId);
    if (record) record.paymentPending = true;
  }
  await readContactState(tx, { vendorId, debtorIds: ids }, records);
  return records;
}

function nothingKnown() {
  return {
    choice: null,
    balances: [],
    answers: [],
    ended: null,
    paymentPending: false,
    planned: [],
    openCall: null,
    isProposed: false,
    holdout: null,
  };
}

/** What was said and planned between the vendor and these debtors, beside answers and reminders. */
async function readContactState(
  tx: Tx,
  asked: { vendorId: VendorId; debtorIds: DebtorId[] },
  records: ReadonlyMap<DebtorId, DebtorRecord>,
): Promise<void> {
  const of = (debtorId: DebtorId, tell: (record: DebtorRecord) => void) => {
    const record = records.get(debtorId);
    if (record) tell(record);
  };
  for (const { debtorId, ...choice } of await readChoices(tx, asked)) {
    of(debtorId, (record) => {
      record.choice = choice;
      record.language = choice.language ?? record.language;
    });
  }
  for (const debtorId of await readStopped(tx, asked)) {
    of(debtorId, ({ answers }) => answers.push({ kind: "stopped", promisedOn: null, balanceIds: [] }));
  }
  for (const { debtorId, receivedAt } of await readUnhandledReplies(tx, asked)) {
    const untilOn = addDays(receivedAt.toISOString().slice(0, 10), replyHoldsDays);
    of(debtorId, ({ answers }) => answers.push({ kind: "reply", promisedOn: null, untilOn, balanceIds: [] }));
  }
  for (const call of await readOpenCalls(tx, asked)) of(call.debtorId, (record) => (record.openCall = call));
  for (const { debtorId, ...holdout } of await readHoldouts(tx, asked))
    of(debtorId, (record) => (record.holdout = holdout));
  for (const ended of await readEndedAnswers(tx, asked))
    of(ended.debtorId, (record) => (record.ended = ended));
}

function readOutstandingBalances(tx: Tx, vendorId: VendorId, debtorIds: DebtorId[]) {
  return tx
    .select({
      debtorId: balances.debtorId,
      id: balances.id,
      reference: balances.reference,
      description: balances.description,
      dueOn: balances.dueOn,
      currency: balances.currency,
      outstandingMinor: balances.outstandingMinor,
    })
    .from(balances)
    .where(
      and(
        eq(balances.vendorId, vendorId),
        isAmong(balances.debtorId, debtorIds),
        gt(balances.outstandingMinor, 0n),
      ),
    )
    .orderBy(balances.dueOn, balances.reference);
}

function readOpenAnswers(tx: Tx, vendorId: VendorId, debtorIds: DebtorId[]) {
  return tx
    .select({
      debtorId: answers.debtorId,
      answerId: answers.id,
      kind: answers.kind,
      promisedOn: answers.promisedOn,
      balanceIds: sql<BalanceId[]>`array(
        select ${answerBalances.balanceId} from ${answerBalances}
        where ${answerBalances.vendorId} = ${answers.vendorId} and ${answerBalances.answerId} = ${answers.id}
      )`,
    })
    .from(answers)
    .where(
      and(eq(answers.vendorId, vendorId), isAmong(answers.debtorId, debtorIds), eq(answers.state, "open")),
    );
}

/** What keeps balances from being asked for without the debtor having said anything. */
async function readHolds(
  tx: Tx,
  vendorId: VendorId,
  debtorIds: DebtorId[],
): Promise<{ debtorId: DebtorId; kind: HoldKind | "plan"; balanceIds: BalanceId[] }[]> {
  const held = await tx
    .select({ debtorId: balanceHolds.debtorId, kind: balanceHolds.kind, balanceId: balanceHolds.balanceId })
    .from(balanceHolds)
    .where(
      and(
        eq(balanceHolds.vendorId, vendorId),
        isAmong(balanceHolds.debtorId, debtorIds),
        isNull(balanceHolds.releasedAt),
      ),
    );
  const planned = await tx
    .select({ debtorId: plans.debtorId, balanceId: planBalances.balanceId })
    .from(plans)
    .innerJoin(
      planBalances,
      and(eq(planBalances.vendorId, plans.vendorId), eq(planBalances.planId, plans.id)),
    )
    .where(
      and(
        eq(plans.vendorId, vendorId),
        isAmong(plans.debtorId, debtorIds),
        inArray(plans.state, ["starting", "active"]),
      ),
    );
  return [
    ...held.map(({ debtorId, kind, balanceId }) => ({ debtorId, kind, balanceIds: [balanceId] })),
    ...planned.map(({ debtorId, balanceId }) => ({
      debtorId,
      kind: "plan" as const,
      balanceIds: [balanceId],
    })),
  ];
}

function readPlanned(tx: Tx, vendorId: VendorId, debtorIds: DebtorId[]) {
  return tx
    .select({
      debtorId: reminders.debtorId,
      slot: reminders.slot,
      at: reminders.plannedFor,
      state: reminders.state,
    })
    .from(reminders)
    .where(
      and(
        eq(reminders.vendorId, vendorId),
        isAmong(reminders.debtorId, debtorIds),
        notLike(reminders.slot, `%${freedSlotMark}%`),
      ),
    );
}

async function readPaying(tx: Tx, vendorId: VendorId, debtorIds: DebtorId[]): Promise<DebtorId[]> {
  const rows = await tx
    .selectDistinct({ debtorId: payments.debtorId })
    .from(payments)
    .where(
      and(
        eq(payments.vendorId, vendorId),
        isAmong(payments.debtorId, debtorIds),
        eq(payments.state, "processing"),
      ),
    );
  return rows.map(({ debtorId }) => debtorId);
}
