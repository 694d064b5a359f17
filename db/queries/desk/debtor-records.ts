import { and, eq, gt, inArray, isNull, notLike, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
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
import type { OpenAnswer } from "~/domain/cadence/holds";
import type { BalanceId, DebtorId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import type { HoldKind } from "~/domain/vocabulary";
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
      reminderMode: vendors.reminderMode,
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
  language: string | null;
  country: string | null;
  /** Oldest due first. */
  balances: OutstandingBalance[];
  answers: OpenAnswer[];
  paymentPending: boolean;
  planned: { slot: string; at: Date }[];
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
    })
    .from(debtors)
    .where(and(eq(debtors.vendorId, vendorId), inArray(debtors.id, ids)));
  const records = new Map<DebtorId, DebtorRecord>(
    rows.map((row) => [row.id, { ...row, balances: [], answers: [], paymentPending: false, planned: [] }]),
  );
  for (const { debtorId, ...balance } of await readOutstandingBalances(tx, vendorId, ids)) {
    records.get(debtorId)?.balances.push(balance);
  }
  for (const { debtorId, ...answer } of await readOpenAnswers(tx, vendorId, ids)) {
    records.get(debtorId)?.answers.push(answer);
  }
  for (const { debtorId, kind, balanceIds } of await readHolds(tx, vendorId, ids)) {
    records.get(debtorId)?.answers.push({ kind, promisedOn: null, balanceIds });
  }
  for (const { debtorId, ...reminder } of await readPlanned(tx, vendorId, ids)) {
    records.get(debtorId)?.planned.push(reminder);
  }
  for (const debtorId of await readPaying(tx, vendorId, ids)) {
    const record = records.get(debtorId);
    if (record) record.paymentPending = true;
  }
  return records;
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
        inArray(balances.debtorId, debtorIds),
        gt(balances.outstandingMinor, 0n),
      ),
    )
    .orderBy(balances.dueOn, balances.reference);
}

function readOpenAnswers(tx: Tx, vendorId: VendorId, debtorIds: DebtorId[]) {
  return tx
    .select({
      debtorId: answers.debtorId,
      kind: answers.kind,
      promisedOn: answers.promisedOn,
      balanceIds: sql<BalanceId[]>`array(
        select ${answerBalances.balanceId} from ${answerBalances}
        where ${answerBalances.vendorId} = ${answers.vendorId} and ${answerBalances.answerId} = ${answers.id}
      )`,
    })
    .from(answers)
    .where(
      and(eq(answers.vendorId, vendorId), inArray(answers.debtorId, debtorIds), eq(answers.state, "open")),
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
        inArray(balanceHolds.debtorId, debtorIds),
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
        inArray(plans.debtorId, debtorIds),
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
    .select({ debtorId: reminders.debtorId, slot: reminders.slot, at: reminders.plannedFor })
    .from(reminders)
    .where(
      and(
        eq(reminders.vendorId, vendorId),
        inArray(reminders.debtorId, debtorIds),
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
        inArray(payments.debtorId, debtorIds),
        eq(payments.state, "processing"),
      ),
    );
  return rows.map(({ debtorId }) => debtorId);
}
