import { sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import type { Collected, EffectCounts, EffectFact } from "~/domain/effect/facts";
import type { CadenceId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import type { ContactChannel, MessagePurpose } from "~/domain/vocabulary";

/** How long before a payment a contact may lie that is held to have led to it. */
export const creditedDays = 7;

export interface Effect {
  facts: EffectFact[];
  /** What came in during the period with no contact within a week before it. */
  uncredited: Collected[];
}

/**
 * Every message other than receipts that went out from an instant on, and every call made, counted by its
 * template, step, channel and purpose, with what became of it. A payment is credited to the last of its
 * debtor's contacts before it, if that lies at most a week back, and to no other: no cent is counted twice.
 *
 * @param from null: from the beginning.
 */
export async function readEffect(
  tx: Tx,
  { vendorId, from }: { vendorId: VendorId; from: Date | null },
): Promise<Effect> {
  const rows = await tx.execute<EffectSqlRow>(effectSql({ vendorId, from: from?.toISOString() ?? null }));
  const facts = new Map<string, EffectFact & { collected: Collected[] }>();
  const uncredited: Collected[] = [];
  for (const row of rows) {
    const collected = collectedOf(row);
    if (row.channel === null || row.purpose === null) {
      if (collected) uncredited.push(collected);
      continue;
    }
    const alike = row.alike.join("\u0000");
    const fact = facts.get(alike) ?? { ...factOf(row, row.channel, row.purpose), collected: [] };
    facts.set(alike, fact);
    if (collected) fact.collected.push(collected);
    else Object.assign(fact, countsOf(row));
  }
  return { facts: [...facts.values()], uncredited };
}

interface EffectSqlRow extends Record<string, unknown> {
  /** Names the group; rows of one group are its counts and its amounts in each currency. */
  alike: (string | null)[];
  channel: ContactChannel | null;
  purpose: MessagePurpose | null;
  templateKey: string | null;
  templateLanguage: string | null;
  templateVersion: number | null;
  cadenceId: CadenceId | null;
  cadenceName: string | null;
  stageDays: number | null;
  isAfterAnswer: boolean | null;
  sent: number;
  delivered: number;
  opened: number;
  machineOpened: number;
  clicked: number;
  paid: number;
  costMicros: string;
  costUnknown: number;
  /** Null in the row of counts. */
  currency: Currency | null;
  payments: number;
  amountMinor: string;
}

function factOf(row: EffectSqlRow, channel: ContactChannel, purpose: MessagePurpose): EffectFact {
  const { templateKey, templateLanguage, templateVersion, stageDays } = row;
  const template =
    templateKey === null ? null : { key: templateKey, language: templateLanguage, version: templateVersion };
  const step =
    stageDays === null
      ? null
      : {
          cadenceId: row.cadenceId,
          cadenceName: row.cadenceName,
          stageDays,
          isAfterAnswer: row.isAfterAnswer === true,
        };
  return { channel, purpose, template, step, ...countsOf(row), collected: [] };
}

function countsOf(row: EffectSqlRow): Omit<EffectCounts, "collected"> {
  const { sent, delivered, opened, machineOpened, clicked, paid, costUnknown } = row;
  return {
    sent,
    delivered,
    opened,
    machineOpened,
    clicked,
    paid,
    costMicros: BigInt(row.costMicros),
    costUnknown,
  };
}

function collectedOf({ currency, payments, amountMinor }: EffectSqlRow): Collected | null {
  return currency === null ? null : { currency, payments, amountMinor: BigInt(amountMinor) };
}

interface Asked {
  vendorId: VendorId;
  from: string | null;
}

/** What contacts are counted by. */
const kind = sql.raw("channel, purpose, template_id, template_key, cadence_id, stage_days, is_after_answer");

/** Materialised, because contacts and credits are each read twice: for the counts and for the amounts. */
function effectSql(asked: Asked) {
  return sql`
    with contact as materialized (${contactSql(asked)}),
    credit as materialized (${creditSql(asked)}),
    began as (
      select distinct pay_links.message_id as id
      from checkouts join pay_links
        on pay_links.vendor_id = checkouts.vendor_id and pay_links.id = checkouts.pay_link_id
      where checkouts.vendor_id = ${asked.vendorId} and pay_links.message_id is not null
    ),
    paid as (select distinct contact_id as id from credit where contact_id is not null),
    lines as (
      select ${kind}, count(*)::int as sent, (count(*) filter (where delivered))::int as delivered,
        (count(*) filter (where opened))::int as opened,
        (count(*) filter (where machine_opened))::int as machine_opened,
        count(began.id)::int as clicked, count(paid.id)::int as paid,
        coalesce(sum(cost_micros), 0)::text as cost_micros,
        (count(*) filter (where channel <> 'call' and cost_micros is null))::int as cost_unknown,
        null as currency, 0 as payments, '0' as amount_minor
      from contact left join began using (id) left join paid using (id) group by ${kind}
      union all
      select ${kind}, 0, 0, 0, 0, 0, 0, '0', 0, currency, count(*)::int, sum(net_minor)::text
      from credit left join contact on contact.id = credit.contact_id
      where credit.contact_id is null or contact.id is not null
      group by ${kind}, currency
    )
    select json_build_array(lines.channel, purpose, template_id, template_key, cadence_id, stage_days::text,
        is_after_answer::text) as alike,
      lines.channel, purpose, coalesce(templates.key, template_key) as "templateKey",
      templates.language as "templateLanguage", templates.version as "templateVersion",
      cadence_id as "cadenceId", cadences.name as "cadenceName", stage_days as "stageDays",
      is_after_answer as "isAfterAnswer", sent, delivered, opened, machine_opened as "machineOpened",
      clicked, paid, cost_micros as "costMicros", cost_unknown as "costUnknown", currency, payments,
      amount_minor as "amountMinor"
    from lines
      left join templates on templates.vendor_id = ${asked.vendorId} and templates.id = lines.template_id
      left join cadences on cadences.vendor_id = ${asked.vendorId} and cadences.id = lines.cadence_id
    order by currency nulls first`;
}

/** What was asked for by hand has no stage. A call's template is known by its key alone. */
function contactSql({ vendorId, from }: Asked) {
  return sql`
      select messages.id, messages.channel, messages.purpose, messages.template_id,
        null as template_key, reminders.cadence_id, reminders.stage_days,
        reminders.slot like 'answer:%' as is_after_answer,
        messages.delivered_at is not null or messages.state in ('delivered', 'complained') as delivered,
        messages.opened_at is not null as opened, messages.machine_opened_at is not null as machine_opened,
        messages.cost_micros
      from messages left join reminders
        on reminders.vendor_id = messages.vendor_id and reminders.id = messages.reminder_id
      where messages.vendor_id = ${vendorId} and messages.purpose <> 'receipt'
        and messages.sent_at >= ${since(from)}
      union all
      select call_attempts.id, 'call', 'reminder', null, reminders.template_key, reminders.cadence_id,
        reminders.stage_days, reminders.slot like 'answer:%',
        call_attempts.outcome not in ('no_answer', 'wrong_number'), false, false, null
      from call_attempts
        join call_tasks on call_tasks.vendor_id = call_attempts.vendor_id
          and call_tasks.id = call_attempts.call_task_id
        join reminders on reminders.vendor_id = call_tasks.vendor_id and reminders.id = call_tasks.reminder_id
      where call_attempts.vendor_id = ${vendorId} and call_attempts.called_at >= ${since(from)}`;
}

/** Each payment that stood, with the contact it is credited to, if there is one. */
function creditSql({ vendorId, from }: Asked) {
  return sql`
    select payments.currency, touch.id as contact_id,
      payments.amount_minor - payments.refunded_minor - coalesce((
        select sum(withdrawn_minor) from chargebacks
        where chargebacks.vendor_id = payments.vendor_id and chargebacks.payment_id = payments.id
      ), 0) as net_minor
    from payments left join lateral (
      select id from (
        select id, sent_at as at from messages
        where vendor_id = payments.vendor_id and debtor_id = payments.debtor_id and purpose <> 'receipt'
          and sent_at <= payments.received_at
          and sent_at > payments.received_at - make_interval(days => ${creditedDays})
        union all
        select id, called_at from call_attempts
        where vendor_id = payments.vendor_id and debtor_id = payments.debtor_id
          and called_at <= payments.received_at
          and called_at > payments.received_at - make_interval(days => ${creditedDays})
      ) before order by at desc, id desc limit 1
    ) touch on true
    where payments.vendor_id = ${vendorId} and payments.state = 'succeeded'
      and payments.received_at >= ${since(from)}`;
}

function since(from: string | null) {
  return sql`coalesce(${from}::timestamptz, '-infinity')`;
}
