import { z } from "zod";
import type { Database } from "~db/client";
import type {
  AnswerId,
  BalanceId,
  CheckoutId,
  DebtorId,
  PayLinkId,
  SavedCardId,
  VendorId,
} from "~/domain/ids";
import { currencySchema, money } from "~/domain/money";
import type { LinkClaim } from "~/domain/pay-link";
import { balancesPerPage, receiptsPerPage, type PayPage } from "~/domain/pay-link/pay-page";
import { channelsOf } from "~/domain/contact-choice-form";
import { answerKinds, contactChannels, instalmentStates } from "~/domain/vocabulary";

/**
 * Everything the debtor's page shows, in one statement. Each part is joined on the vendor and debtor of the
 * link's own row, so nothing of another vendor can come along; the expiry the token was signed with has to be
 * the row's.
 */
export async function readPayPage(
  db: Pick<Database, "readPrepared">,
  { linkId, expiresAt }: LinkClaim,
): Promise<PayPage | null> {
  const rows = await db.readPrepared(payPageStatement, [linkId, expiresAt.toISOString()]);
  // Two vendors' links with the same 64 bits and the same second: whose token it is cannot be told, so it
  // opens neither.
  const [row, another] = rows;
  return row && !another ? rowSchema.parse(row).page : null;
}

/**
 * The statement with the link's id as `$1` and the expiry of its token as `$2`: by itself, so that the bench
 * can hold the page against what the database alone can do.
 */
export const payPageStatement = `
  select json_build_object(
    'vendorId', link.vendor_id,
    'debtorId', link.debtor_id,
    'link', json_build_object(
      'id', link.id, 'expiresAt', link.expires_at,
      'revokedAt', link.revoked_at, 'revokedReason', link.revoked_reason),
    'vendor', json_build_object(
      'name', vendor.name, 'signatureName', vendor.signature_name, 'language', vendor.language,
      'timeZone', vendor.time_zone, 'brandColor', vendor.brand_color, 'email', vendor.reply_to_email,
      'phone', vendor.phone, 'currency', vendor.currency,
      'partialMinimumMinor', vendor.partial_minimum_minor::text,
      'planMaxInstalments', vendor.plan_max_instalments,
      'planMinimumMinor', vendor.plan_minimum_minor::text),
    'debtor', json_build_object(
      'name', debtor.name, 'language', coalesce(choice.language, debtor.language),
      'timeZone', debtor.time_zone),
    'reach', json_build_object(
      'email', debtor.email is not null, 'phone', debtor.phone is not null,
      'choice', case when choice.debtor_id is not null then json_build_object(
        'channels', choice.channels, 'opensAtHour', choice.opens_at_hour,
        'closesAtHour', choice.closes_at_hour, 'language', choice.language) end),
    'balances', (
      select coalesce(json_agg(balance), '[]') from (
        select id, reference, description, due_on as "dueOn", currency, amount_minor::text as "amountMinor",
          outstanding_minor::text as "outstandingMinor"
        from balances
        where vendor_id = link.vendor_id and debtor_id = link.debtor_id and outstanding_minor > 0
        order by due_on, id limit ${balancesPerPage + 1}
      ) balance),
    'answer', (
      select json_build_object(
        'id', id, 'kind', kind, 'promisedOn', promised_on, 'amountMinor', amount_minor::text,
        'currency', (
          select min(balances.currency) from answer_balances
          join balances
            on balances.vendor_id = answer_balances.vendor_id and balances.id = answer_balances.balance_id
          where answer_balances.vendor_id = link.vendor_id and answer_id = answers.id),
        'balanceIds', (
          select coalesce(json_agg(balance_id), '[]') from answer_balances
          where vendor_id = link.vendor_id and answer_id = answers.id))
      from answers
      where vendor_id = link.vendor_id and debtor_id = link.debtor_id and state = 'open'
      order by answered_at desc, id desc limit 1),
    'processing', (
      select coalesce(json_agg(json_build_object(
        'amountMinor', amount_minor::text, 'currency', currency,
        'balanceIds', (
          select coalesce(json_agg(balance_id), '[]') from checkout_lines
          where vendor_id = link.vendor_id and checkout_id = payments.checkout_id))), '[]')
      from payments
      where vendor_id = link.vendor_id and debtor_id = link.debtor_id and state = 'processing'),
    'confirming', (
      select coalesce(json_agg(json_build_object(
        'checkoutId', id, 'amountMinor', amount_minor::text, 'currency', currency,
        'balanceIds', (
          select coalesce(json_agg(balance_id), '[]') from checkout_lines
          where vendor_id = link.vendor_id and checkout_id = checkouts.id))), '[]')
      from checkouts
      where vendor_id = link.vendor_id and debtor_id = link.debtor_id and state = 'creating'
        and kind <> 'session'),
    'card', (
      select json_build_object(
        'id', id, 'brand', brand, 'last4', last4, 'expMonth', exp_month, 'expYear', exp_year,
        'isOnAccount', stripe_account_id is not distinct from vendor.stripe_account_id)
      from saved_cards
      where vendor_id = link.vendor_id and debtor_id = link.debtor_id and removed_at is null),
    'plan', (
      select json_build_object(
        'currency', currency,
        'instalments', (
          select json_agg(json_build_object(
            'number', number, 'dueOn', due_on, 'chargeAt', charge_at, 'amountMinor', amount_minor::text,
            'state', state, 'attempts', attempts) order by number)
          from instalments where vendor_id = link.vendor_id and plan_id = plans.id))
      from plans
      where vendor_id = link.vendor_id and debtor_id = link.debtor_id and state = 'active'),
    'receipts', (
      select coalesce(json_agg(receipt), '[]') from (
        select receipts.number, coalesce(payments.received_at, receipts.issued_at) as "receivedAt",
          payments.amount_minor::text as "amountMinor", payments.currency,
          payments.method_label as "methodLabel", coalesce(received.lines, '[]') as lines,
          coalesce(received.unapplied_minor, 0)::text as "unappliedMinor",
          (select coalesce(json_agg(json_build_object(
              'kind', kind, 'at', at, 'amountMinor', amount_minor::text) order by at), '[]')
            from (
              select case state when 'succeeded' then 'refunded' else 'refunding' end as kind,
                coalesce(settled_at, requested_at) as at, amount_minor
              from refunds
              where vendor_id = link.vendor_id and payment_id = receipts.payment_id
                and state in ('requested', 'pending', 'succeeded')
              union all
              select 'taken_back', opened_at, withdrawn_minor from chargebacks
              where vendor_id = link.vendor_id and payment_id = receipts.payment_id and withdrawn_minor > 0
            ) as back) as returned
        from receipts
        join payments on payments.vendor_id = receipts.vendor_id and payments.id = receipts.payment_id
        -- What was paid for is what the entry of that day says, whatever was given back or applied since.
        left join lateral (
          select
            json_agg(json_build_object(
              'reference', balances.reference, 'description', balances.description,
              'amountMinor', (-postings.amount_minor)::text) order by balances.due_on, balances.id)
              filter (where postings.account = 'receivable') as lines,
            -sum(postings.amount_minor) filter (where postings.account = 'unapplied') as unapplied_minor
          from journal_entries entry
          join postings on postings.vendor_id = entry.vendor_id and postings.entry_id = entry.id
          left join balances
            on balances.vendor_id = postings.vendor_id and balances.id = postings.balance_id
          where entry.vendor_id = link.vendor_id and entry.kind in ('payment_received', 'offline_payment')
            and entry.source_id = receipts.payment_id::text
        ) as received on true
        where receipts.vendor_id = link.vendor_id and receipts.debtor_id = link.debtor_id
          and payments.state <> 'reversed'
        order by receipts.number desc limit ${receiptsPerPage}
      ) receipt)
  ) as page
  from pay_links link
  join vendors vendor on vendor.id = link.vendor_id
  join debtors debtor on debtor.vendor_id = link.vendor_id and debtor.id = link.debtor_id
  left join contact_choices choice
    on choice.vendor_id = link.vendor_id and choice.debtor_id = link.debtor_id
  where link.id = $1 and link.expires_at = $2
  limit 2`;

const id = <Id>() => z.custom<Id>((value) => typeof value === "string");
const amountMinor = z.string().transform((text) => BigInt(text));
const instant = z.string().transform((text) => new Date(text));
const balanceIds = z.array(id<BalanceId>());

const pageSchema = z
  .object({
    vendorId: id<VendorId>(),
    debtorId: id<DebtorId>(),
    link: z.object({
      id: id<PayLinkId>(),
      expiresAt: instant,
      revokedAt: instant.nullable(),
      revokedReason: z.string().nullable(),
    }),
    vendor: z.object({
      name: z.string(),
      signatureName: z.string(),
      language: z.string(),
      timeZone: z.string(),
      brandColor: z.string(),
      email: z.string(),
      phone: z.string().nullable(),
      currency: currencySchema,
      partialMinimumMinor: amountMinor.nullable(),
      planMaxInstalments: z.number().nullable(),
      planMinimumMinor: amountMinor.nullable(),
    }),
    debtor: z.object({
      name: z.string().nullable(),
      language: z.string().nullable(),
      timeZone: z.string().nullable(),
    }),
    reach: z
      .object({
        email: z.boolean(),
        phone: z.boolean(),
        choice: z
          .object({
            channels: z.array(z.enum(contactChannels)).nullable(),
            opensAtHour: z.number().nullable(),
            closesAtHour: z.number().nullable(),
            language: z.string().nullable(),
          })
          .nullable(),
      })
      .transform(({ email, phone, choice }) => ({ onFile: channelsOf({ email, phone }), choice })),
    balances: z.array(
      z.object({
        id: id<BalanceId>(),
        reference: z.string(),
        description: z.string().nullable(),
        dueOn: z.string(),
        currency: currencySchema,
        amountMinor,
        outstandingMinor: amountMinor,
      }),
    ),
    answer: z
      .object({
        id: id<AnswerId>(),
        kind: z.enum(answerKinds),
        promisedOn: z.string().nullable(),
        amountMinor: amountMinor.nullable(),
        currency: currencySchema.nullable(),
        balanceIds,
      })
      .transform(({ amountMinor, currency, ...answer }) => ({
        ...answer,
        amount: amountMinor === null || currency === null ? null : money(amountMinor, currency),
      }))
      .nullable(),
    processing: z.array(
      z
        .object({ amountMinor, currency: currencySchema, balanceIds })
        .transform(({ amountMinor, currency, balanceIds }) => ({
          amount: money(amountMinor, currency),
          balanceIds,
        })),
    ),
    confirming: z.array(
      z
        .object({ checkoutId: id<CheckoutId>(), amountMinor, currency: currencySchema, balanceIds })
        .transform(({ amountMinor, currency, ...charge }) => ({
          ...charge,
          amount: money(amountMinor, currency),
        })),
    ),
    card: z
      .object({
        id: id<SavedCardId>(),
        brand: z.string(),
        last4: z.string(),
        expMonth: z.number(),
        expYear: z.number(),
        isOnAccount: z.boolean(),
      })
      .nullable(),
    plan: z
      .object({
        currency: currencySchema,
        instalments: z.array(
          z.object({
            number: z.number(),
            dueOn: z.string(),
            chargeAt: instant,
            amountMinor,
            state: z.enum(instalmentStates),
            attempts: z.number(),
          }),
        ),
      })
      .nullable(),
    receipts: z.array(
      z
        .object({
          number: z.number(),
          receivedAt: instant,
          amountMinor,
          currency: currencySchema,
          unappliedMinor: amountMinor,
          methodLabel: z.string().nullable(),
          lines: z.array(
            z.object({ reference: z.string(), description: z.string().nullable(), amountMinor }),
          ),
          returned: z.array(
            z.object({ kind: z.enum(["refunded", "refunding", "taken_back"]), at: instant, amountMinor }),
          ),
        })
        .transform(({ amountMinor, currency, ...receipt }) => ({
          ...receipt,
          total: money(amountMinor, currency),
        })),
    ),
  })
  .transform((page): PayPage => ({
    ...page,
    balances: page.balances.slice(0, balancesPerPage),
    moreBalances: page.balances.length > balancesPerPage,
  }));

const rowSchema = z.object({ page: pageSchema });
