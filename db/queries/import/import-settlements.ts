import { sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import type { BalanceId, DebtorId, VendorId } from "~/domain/ids";
import { rowChunks } from "./import-chunks";

/**
 * Locks debtors as `lockDebtorForPayment` does, in the order of their ids: until the transaction ends no
 * session of theirs is opened and no payment of theirs is credited.
 */
export async function lockDebtorsForPayment(
  tx: Tx,
  { vendorId, debtorIds }: { vendorId: VendorId; debtorIds: readonly DebtorId[] },
): Promise<void> {
  for (const part of rowChunks([...debtorIds].sort())) {
    await tx.execute(sql`
      select id from debtors
      where vendor_id = ${vendorId} and id in (select value::uuid from ${elements(part)})
      order by id for no key update`);
  }
}

/** Locks balances in the order of their ids until the transaction ends. */
export async function lockBalances(
  tx: Tx,
  { vendorId, balanceIds }: { vendorId: VendorId; balanceIds: readonly BalanceId[] },
): Promise<void> {
  for (const part of rowChunks([...balanceIds].sort())) {
    await tx.execute(sql`
      select id from balances
      where vendor_id = ${vendorId} and id in (select value::uuid from ${elements(part)})
      order by id for update`);
  }
}

/** Which of these balances a payment is on its way for: Stripe has it and knows no outcome yet. */
export async function withPaymentUnderWay(
  tx: Tx,
  { vendorId, balanceIds }: { vendorId: VendorId; balanceIds: readonly BalanceId[] },
): Promise<Set<BalanceId>> {
  const found = new Set<BalanceId>();
  for (const part of rowChunks(balanceIds)) {
    const rows = await tx.execute<{ id: BalanceId }>(sql`
      select distinct checkout_lines.balance_id as id from checkout_lines
        join payments using (vendor_id, checkout_id)
      where vendor_id = ${vendorId} and payments.state = 'processing'
        and checkout_lines.balance_id in (select value::uuid from ${elements(part)})`);
    for (const { id } of rows) found.add(id);
  }
  return found;
}

/** Which of these debtors have a session that may still be paid. */
export async function withLiveCheckout(
  tx: Tx,
  { vendorId, debtorIds }: { vendorId: VendorId; debtorIds: readonly DebtorId[] },
): Promise<DebtorId[]> {
  const found: DebtorId[] = [];
  for (const part of rowChunks(debtorIds)) {
    const rows = await tx.execute<{ id: DebtorId }>(sql`
      select distinct debtor_id as id from checkouts
      where vendor_id = ${vendorId} and state in ('creating', 'open')
        and debtor_id in (select value::uuid from ${elements(part)}) order by debtor_id`);
    found.push(...rows.map(({ id }) => id));
  }
  return found;
}

/**
 * Which of these debtors have a reminder queued while nothing of theirs is overdue. One that a worker has in
 * hand this moment is left out: it waits for the debtor's lock and then looks at the balances itself, so
 * waiting for it here would be waiting for each other.
 *
 * @param today `YYYY-MM-DD`
 */
export async function withNeedlessReminder(
  tx: Tx,
  { vendorId, debtorIds, today }: { vendorId: VendorId; debtorIds: readonly DebtorId[]; today: string },
): Promise<DebtorId[]> {
  const found = new Set<DebtorId>();
  for (const part of rowChunks(debtorIds)) {
    const rows = await tx.execute<{ id: DebtorId }>(sql`
      select debtor_id as id from messages
      where vendor_id = ${vendorId} and purpose = 'reminder' and state = 'queued'
        and debtor_id in (select value::uuid from ${elements(part)})
        and not exists (
          select from balances where balances.vendor_id = messages.vendor_id
            and balances.debtor_id = messages.debtor_id and outstanding_minor > 0 and due_on < ${today}::date)
      order by messages.id for update skip locked`);
    for (const { id } of rows) found.add(id);
  }
  return [...found].sort();
}

/** Values travel as one JSON parameter, however many they are. */
function elements(values: readonly string[]) {
  return sql`json_array_elements_text(${JSON.stringify(values)}::json)`;
}
