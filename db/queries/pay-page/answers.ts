import { and, desc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { answerBalances, answers } from "~db/schema";
import type { AnswerId, BalanceId, DebtorId, PayLinkId, VendorId } from "~/domain/ids";
import type { AnswerKind } from "~/domain/vocabulary";

export interface AnswerRow {
  vendorId: VendorId;
  id: AnswerId;
  debtorId: DebtorId;
  payLinkId: PayLinkId | null;
  kind: AnswerKind;
  promisedOn: string | null;
  amountMinor: bigint | null;
  note: string | null;
  answeredAt: Date;
}

/** The debtor's answer that stands, with the balances it is about. */
export async function findOpenAnswer(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
): Promise<(AnswerRow & { balanceIds: BalanceId[] }) | null> {
  const [row] = await tx
    .select()
    .from(answers)
    .where(and(eq(answers.vendorId, vendorId), eq(answers.debtorId, debtorId), eq(answers.state, "open")))
    .orderBy(desc(answers.answeredAt), desc(answers.id))
    .limit(1);
  if (!row) return null;
  const about = await tx
    .select({ balanceId: answerBalances.balanceId })
    .from(answerBalances)
    .where(and(eq(answerBalances.vendorId, vendorId), eq(answerBalances.answerId, row.id)));
  return { ...row, balanceIds: about.map(({ balanceId }) => balanceId) };
}

export async function countAnswersSince(
  tx: Tx,
  { vendorId, debtorId, since }: { vendorId: VendorId; debtorId: DebtorId; since: Date },
): Promise<number> {
  return tx.$count(
    answers,
    and(eq(answers.vendorId, vendorId), eq(answers.debtorId, debtorId), gt(answers.answeredAt, since)),
  );
}

/** Withdraws every open answer of the debtor, because a later one takes its place. */
export async function withdrawOpenAnswers(
  tx: Tx,
  params: { vendorId: VendorId; debtorId: DebtorId; by: AnswerId; now: Date },
): Promise<{ id: AnswerId; kind: AnswerKind }[]> {
  const { vendorId, debtorId, by, now } = params;
  return tx
    .update(answers)
    .set({
      state: "withdrawn",
      closedAt: now,
      closedBy: `answer:${by}`,
      closedReason: "A later answer took its place.",
    })
    .where(and(eq(answers.vendorId, vendorId), eq(answers.debtorId, debtorId), eq(answers.state, "open")))
    .returning({ id: answers.id, kind: answers.kind });
}

/** Writes the answer as open, about those of the balances that are the debtor's own. */
export async function insertAnswer(
  tx: Tx,
  { balanceIds, ...row }: AnswerRow & { balanceIds: readonly BalanceId[] },
): Promise<void> {
  await tx.insert(answers).values({ ...row, state: "open" });
  if (balanceIds.length === 0) return;
  const { vendorId, id, debtorId } = row;
  await tx.execute(sql`
    insert into answer_balances (vendor_id, answer_id, balance_id)
    select vendor_id, ${id}, id from balances
    where vendor_id = ${vendorId} and debtor_id = ${debtorId} and ${inArray(sql`id`, [...balanceIds])}`);
}
