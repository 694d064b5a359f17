import { v7 as uuid } from "uuid";
import { usableContacts } from "~/domain/contact-points";
import { civilDateAt, type CivilDate } from "~/domain/dates";
import type { BalanceId, DebtorId, InstalmentId, PayLinkId, PlanId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import { chargeInstant, scheduleOf, type ScheduledInstalment } from "~/domain/plan/calendar";
import { offeredCounts } from "~/domain/plan/offer";
import type { PlanFrequency } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import { startPayment, type StartedPayment } from "~/services/payments/start-payment.server";
import type { Tx } from "~db/client";
import { selectOutstanding, type CheckoutRow } from "~db/queries/ledger/checkouts";
import { findDebtorContact } from "~db/queries/messages/contact-points";
import { listSuppressions } from "~db/queries/messages/suppressions";
import { insertInstalments, listInstalments } from "~db/queries/plans/instalments";
import { readPlace } from "~db/queries/plans/places";
import { findRunningPlan, insertPlan, isPlanPaused, readPlanTerms } from "~db/queries/plans/plans";

type Deps = Pick<App, "db" | "stripe" | "env" | "log" | "linkKeys">;

/** What the debtor agreed to, as the page said it: nothing else is ever agreed. */
export interface ShownPlan {
  balanceIds: readonly BalanceId[];
  count: number;
  frequency: PlanFrequency;
  currency: Currency;
  totalMinor: bigint;
  /** The day of the first instalment, from which the others follow. */
  firstOn: CivilDate;
}

interface Agreement {
  vendorId: VendorId;
  debtorId: DebtorId;
  payLinkId: PayLinkId;
  shown: ShownPlan;
  now: Date;
}

export type AgreedPlan =
  /** What is outstanding, or the day, is not as the page said; it is to be shown anew. */
  | { outcome: "plan_changed" }
  | { outcome: "plan_not_offered" }
  | { outcome: "plan_running" }
  /** Where to pay the first instalment, or why that is not possible now. */
  | StartedPayment;

/**
 * Agrees a plan with the debtor and takes them to Stripe's page for its first instalment, where the card is
 * kept for the others. The plan and the session are written together; until the first instalment is credited
 * the plan only starts, and one whose first payment never comes ends by itself. Agreeing to the same again
 * leads to the same session.
 */
export async function agreePlan(deps: Deps, agreement: Agreement): Promise<AgreedPlan> {
  const { shown, now, ...who } = agreement;
  const { stepMinor: chargeStepMinor } = deps.stripe.chargeLimits(shown.currency);
  const schedule = scheduleOf({ ...shown, amountMinor: shown.totalMinor, chargeStepMinor });
  try {
    return await startPayment(deps, {
      ...who,
      balanceIds: shown.balanceIds,
      amountMinor: schedule[0]?.amountMinor,
      isAgreed: true,
      keepCard: true,
      agreement: {
        name: `plan:${shown.count}:${shown.frequency}:${shown.totalMinor}`,
        write: (tx, checkout) => write(deps, tx, { ...agreement, schedule, checkout }),
      },
      now,
    });
  } catch (error) {
    if (error instanceof PlanRefusedError) return { outcome: error.outcome };
    throw error;
  }
}

/** Undoes the claim of the session along with the plan. */
class PlanRefusedError extends Error {
  override readonly name = "PlanRefusedError";
  constructor(readonly outcome: "plan_changed" | "plan_not_offered" | "plan_running") {
    super(outcome);
  }
}

interface Writing extends Agreement {
  schedule: readonly ScheduledInstalment[];
  checkout: CheckoutRow;
}

/** The caller holds the debtor's lock, has claimed the session and has ended every other. */
async function write(deps: Deps, tx: Tx, writing: Writing): Promise<void> {
  const { vendorId, debtorId, payLinkId, shown, schedule, checkout, now } = writing;
  const running = await findRunningPlan(tx, { vendorId, debtorId });
  if (running) {
    const [first] = await listInstalments(tx, { vendorId, planId: running.id });
    if (first?.checkoutId === checkout.id) return;
    throw new PlanRefusedError("plan_running");
  }
  const { homeZone: timeZone } = await readPlace(tx, { vendorId, debtorId });
  const lines = await outstandingAsShown(tx, writing);
  if (!lines || shown.firstOn !== civilDateAt(now, timeZone)) throw new PlanRefusedError("plan_changed");
  if (!(await isOffered(deps, tx, writing))) throw new PlanRefusedError("plan_not_offered");

  const planId = uuid() as PlanId;
  const { currency, frequency } = shown;
  const plan = { vendorId, id: planId, debtorId, payLinkId, currency, frequency, agreedAt: now, lines };
  if (!(await insertPlan(tx, plan))) throw new PlanRefusedError("plan_running");
  await insertInstalments(
    tx,
    schedule.map((instalment) => ({
      vendorId,
      id: uuid() as InstalmentId,
      planId,
      debtorId,
      ...instalment,
      ...(instalment.number === 1
        ? { state: "charging" as const, chargeAt: now, attempts: 1, checkoutId: checkout.id }
        : { state: "scheduled" as const, chargeAt: chargeInstant(instalment.dueOn, timeZone) }),
    })),
  );
  if (await isPlanPaused(tx, { vendorId, planId })) throw new PlanRefusedError("plan_not_offered");
}

/** What is outstanding on each of the balances, or null when it is not what the page said. */
async function outstandingAsShown(tx: Tx, { vendorId, debtorId, shown }: Writing) {
  const { balanceIds, currency, totalMinor } = shown;
  const selected = await selectOutstanding(tx, { vendorId, debtorId, balanceIds });
  const isSame = selected.length === balanceIds.length && selected.every((one) => one.currency === currency);
  const total = selected.reduce((sum, { outstandingMinor }) => sum + outstandingMinor, 0n);
  if (!isSame || total !== totalMinor) return null;
  return selected.map(({ balanceId, outstandingMinor }) => ({ balanceId, amountMinor: outstandingMinor }));
}

/** Whether the vendor offers this split, and the debtor can be told of each charge beforehand. */
async function isOffered(deps: Deps, tx: Tx, { vendorId, debtorId, shown }: Writing): Promise<boolean> {
  const { currency, totalMinor: amountMinor, count } = shown;
  const { minimumMinor, stepMinor } = deps.stripe.chargeLimits(currency);
  const terms = await readPlanTerms(tx, { vendorId, currency });
  const limits = { chargeMinimumMinor: minimumMinor ?? 1n, chargeStepMinor: stepMinor };
  if (!offeredCounts(terms, { amountMinor, ...limits }).includes(count)) return false;
  const debtor = await findDebtorContact(tx, { vendorId, debtorId });
  if (!debtor) return false;
  const contacts = [debtor.email, debtor.phone].filter((contact) => contact !== null);
  const suppressions = await listSuppressions(tx, { vendorId, contacts });
  return usableContacts(debtor, suppressions, "instalment_notice").size > 0;
}
