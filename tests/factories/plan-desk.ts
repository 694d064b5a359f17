import { asc, desc, eq } from "drizzle-orm";
import type { Sql } from "postgres";
import { createEmailSender } from "~/adapters/email.server";
import { createSmsSender } from "~/adapters/sms.server";
import { civilDateAt } from "~/domain/dates";
import type { BalanceId, DebtorId, PayLinkId, PlanId, VendorId } from "~/domain/ids";
import { currency } from "~/domain/money";
import type { PlanFrequency } from "~/domain/vocabulary";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import { requeueMessages } from "~/services/messages/requeue-messages.server";
import { sendMessage } from "~/services/messages/send-message.server";
import { agreePlan, type AgreedPlan, type ShownPlan } from "~/services/plans/agree-plan.server";
import { announceInstalments } from "~/services/plans/announce-instalments.server";
import { chargeInstalments } from "~/services/plans/charge-instalments.server";
import { endAbandonedPlans } from "~/services/plans/end-abandoned-plans.server";
import { findKeptCard } from "~db/queries/ledger/saved-cards";
import { findPlan } from "~db/queries/plans/plans";
import { balances, checkouts, instalments, messages, plans, savedCards } from "~db/schema";
import type { Database } from "~db/client";
import { startMessages, type MessagesStandIn } from "~tests/stand-ins/messages/server";
import { makeBalance } from "./balance";
import { makeDebtor, type Debtor } from "./debtor";
import { stripeSdk, testEnv } from "./payments";
import { openStripeDesk, type StripeDesk } from "./stripe-desk";
import { makeVendor, type Vendor } from "./vendor";

const hourMs = 3_600_000;
const noPlan = "00000000-0000-0000-0000-000000000000";

/** Everything a plan lives by: a Stripe that sends webhooks, providers of messages, and a clock to move. */
export interface PlanDesk extends StripeDesk {
  providers: MessagesStandIn;
  /** Lets the worker's jobs run and their messages go out, once, at this moment. */
  work: () => Promise<void>;
  /** Lets time pass, with the jobs running every few hours. */
  pass: (days: number) => Promise<void>;
}

/**
 * Half past nine in New York on a Tuesday of next March: no Sunday and no public holiday stands in the way of
 * a message for weeks, and the clocks are about to change.
 */
function quietMorning(): Date {
  const first = new Date(`${new Date().getUTCFullYear() + 1}-03-01T14:30:00Z`);
  return new Date(first.getTime() + ((9 - first.getUTCDay()) % 7) * 24 * hourMs);
}

export async function openPlanDesk(db: Database): Promise<PlanDesk> {
  const desk = await openStripeDesk(db);
  await desk.advance(quietMorning().getTime() - Date.now());
  const providers = await startMessages({ quiet: true });
  const { secrets } = providers;
  const env = testEnv(desk.stripe);
  const office = {
    ...desk.deps,
    email: createEmailSender({
      ...env.resend,
      apiKey: secrets.resendApiKey,
      baseUrl: providers.resendUrl,
      fromAddress: "reminders@tenfold.example",
    }),
    sms: createSmsSender({
      ...env.twilio,
      accountSid: secrets.twilioAccountSid,
      authToken: secrets.twilioAuthToken,
      fromNumber: secrets.twilioFrom,
      baseUrl: providers.twilioUrl,
      appUrl: env.appUrl,
    }),
  };
  const send = async () => {
    const now = desk.now();
    await requeueMessages({ db }, { now });
    const waiting = await db.asSystem((tx) => tx.select().from(messages).where(eq(messages.state, "queued")));
    for (const { vendorId, id } of waiting) await sendMessage(office, { vendorId, messageId: id, now });
  };
  const work = async () => {
    await announceInstalments(desk.deps, { now: desk.now() });
    await send();
    // The job that comes after sees what became of the messages.
    await announceInstalments(desk.deps, { now: desk.now() });
    await chargeInstalments(desk.deps, { now: desk.now() });
    await desk.stripe.control.idle({});
    await desk.applyWaiting();
    await endAbandonedPlans(desk.deps, { now: desk.now() });
    await send();
  };
  return {
    ...desk,
    providers,
    work,
    async pass(days) {
      for (let hours = 0; hours < days * 24; hours += 6) {
        await desk.advance(6 * hourMs);
        await work();
      }
    },
    async close() {
      await providers.close();
      await desk.close();
    },
  };
}

/** A debtor who owes, of a vendor that offers plans of up to 6 instalments of at least $10.00. */
export interface Splitter {
  vendor: Vendor;
  vendorId: VendorId;
  debtor: Debtor;
  debtorId: DebtorId;
  payLinkId: PayLinkId;
  token: string;
  balanceIds: BalanceId[];
}

export async function makeSplitter(
  desk: PlanDesk,
  said: { amountsMinor?: bigint[]; debtor?: Partial<Debtor>; vendor?: Partial<Vendor> } = {},
): Promise<Splitter> {
  const { db, linkKeys } = desk.deps;
  const vendor = await makeVendor(db, { planMaxInstalments: 6, planMinimumMinor: 1_000n, ...said.vendor });
  const vendorId = vendor.id;
  const debtor = await makeDebtor(db, { ...said.debtor, vendorId });
  const debtorId = debtor.id;
  const balanceIds: BalanceId[] = [];
  for (const amountMinor of said.amountsMinor ?? [10_000n])
    balanceIds.push(await makeBalance(db, { vendorId, debtorId, amountMinor }));
  const { linkId, token } = await db.asVendor(vendorId, (tx) =>
    mintPayLink(tx, {
      vendorId,
      debtorId,
      messageId: null,
      keys: linkKeys,
      now: desk.now(),
      lifetimeDays: 400,
    }),
  );
  return { vendor, vendorId, debtor, debtorId, payLinkId: linkId, token, balanceIds };
}

/** Agrees to a plan as the page shows it, unless something else is said. */
export async function agree(
  desk: PlanDesk,
  { vendorId, debtorId, payLinkId, balanceIds, debtor }: Splitter,
  said: Partial<ShownPlan> = {},
): Promise<AgreedPlan> {
  const rows = await desk.deps.db.asVendor(vendorId, (tx) => tx.select().from(balances));
  const totalMinor = rows
    .filter(({ id }) => balanceIds.includes(id))
    .reduce((total, { outstandingMinor }) => total + outstandingMinor, 0n);
  const shown: ShownPlan = {
    balanceIds,
    count: 3,
    frequency: "monthly" satisfies PlanFrequency,
    currency: currency("USD"),
    totalMinor,
    firstOn: civilDateAt(desk.now(), debtor.timeZone ?? "UTC"),
    ...said,
  };
  return agreePlan(desk.deps, { vendorId, debtorId, payLinkId, shown, now: desk.now() });
}

/** Pays the first instalment on Stripe's page, and has the webhook heard. */
export async function payFirst(
  desk: PlanDesk,
  agreed: AgreedPlan,
  { vendorId }: Splitter,
  way: "card" | "declined" | "bank_debit" = "card",
): Promise<void> {
  if (agreed.outcome !== "redirect") throw new Error(`Expected a session, got ${agreed.outcome}.`);
  const [checkout] = await desk.deps.db.asVendor(vendorId, (tx) =>
    tx.select().from(checkouts).where(eq(checkouts.stripeUrl, agreed.url)),
  );
  await desk.stripe.control.pay({ session: checkout?.stripeSessionId ?? "", way });
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
}

/** A debtor whose plan has begun. */
export async function makePlan(
  desk: PlanDesk,
  { shown, ...said }: Parameters<typeof makeSplitter>[1] & { shown?: Partial<ShownPlan> } = {},
): Promise<Splitter> {
  const splitter = await makeSplitter(desk, said);
  await payFirst(desk, await agree(desk, splitter, shown), splitter);
  return splitter;
}

/** The debtor's newest plan with its instalments, and what is outstanding on its balances. */
export async function readPlan({ deps }: PlanDesk, { vendorId, debtorId, balanceIds }: Splitter) {
  return deps.db.asVendor(vendorId, async (tx) => {
    const [newest] = await tx
      .select({ id: plans.id })
      .from(plans)
      .where(eq(plans.debtorId, debtorId))
      .orderBy(desc(plans.id))
      .limit(1);
    const planId = newest?.id ?? (noPlan as PlanId);
    const rows = await tx
      .select()
      .from(instalments)
      .where(eq(instalments.planId, planId))
      .orderBy(asc(instalments.number));
    const owed = await tx.select().from(balances);
    return {
      plan: await findPlan(tx, { vendorId, planId }),
      instalments: rows,
      states: rows.map(({ state }) => state),
      amounts: rows.map(({ amountMinor }) => amountMinor),
      outstandingMinor: owed
        .filter(({ id }) => balanceIds.includes(id))
        .reduce((total, { outstandingMinor }) => total + outstandingMinor, 0n),
    };
  });
}

const stripeMethods = { works: "pm_card_visa", declines: "pm_card_chargeCustomerFail" } as const;

/** Puts another card in the kept one's place: one that works, or one that is declined at every charge. */
export async function swapCard(
  desk: PlanDesk,
  { vendorId, debtorId }: Splitter,
  way: keyof typeof stripeMethods,
): Promise<void> {
  const card = await desk.deps.db.asVendor(vendorId, (tx) => findKeptCard(tx, { vendorId, debtorId }));
  if (!card) throw new Error("There is no kept card.");
  const customer = card.stripeCustomerId;
  const method = await stripeSdk(desk.stripe).paymentMethods.attach(stripeMethods[way], { customer });
  await desk.deps.db.asVendor(vendorId, (tx) =>
    tx.update(savedCards).set({ stripePaymentMethodId: method.id }).where(eq(savedCards.id, card.id)),
  );
}

/** Ends whatever still runs, so that the days of one test are not spent on the plans of another. */
export async function endAllPlans(admin: Sql): Promise<void> {
  await admin`update plans set state = 'canceled', ended_at = now(), ended_by = 'tenfold',
    end_reason = 'The test is over.' where state in ('starting', 'active')`;
}
