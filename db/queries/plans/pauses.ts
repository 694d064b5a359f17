import { sql, type SQL } from "drizzle-orm";
import { plans } from "~db/schema";

/**
 * Whether a plan waits, to select beside `plans`: the debtor has said that something about its balances is
 * wrong, a person has yet to decide about money that was given or taken back, or a payment of the debtor is
 * on its way and would be collected twice.
 */
export function pausedBy(): SQL {
  return sql`(
    exists (
      select from answers where answers.vendor_id = ${plans.vendorId}
        and answers.debtor_id = ${plans.debtorId} and answers.state = 'open'
        and answers.kind in ('already_paid', 'dispute', 'refusal', 'wrong_person')
        and (answers.kind = 'wrong_person'
          or not exists (
            select from answer_balances where answer_balances.vendor_id = answers.vendor_id
              and answer_balances.answer_id = answers.id)
          or exists (
            select from answer_balances join plan_balances
              on plan_balances.vendor_id = answer_balances.vendor_id
              and plan_balances.balance_id = answer_balances.balance_id
            where answer_balances.vendor_id = answers.vendor_id and answer_balances.answer_id = answers.id
              and plan_balances.plan_id = ${plans.id})))
    or exists (
      select from balance_holds join plan_balances
        on plan_balances.vendor_id = balance_holds.vendor_id
        and plan_balances.balance_id = balance_holds.balance_id
      where balance_holds.vendor_id = ${plans.vendorId} and balance_holds.debtor_id = ${plans.debtorId}
        and plan_balances.plan_id = ${plans.id} and balance_holds.released_at is null)
    or exists (
      select from payments where payments.vendor_id = ${plans.vendorId}
        and payments.debtor_id = ${plans.debtorId} and payments.state = 'processing'))`;
}
