import { v7 as uuid } from "uuid";
import type { ChargebackId } from "~/domain/ids";
import {
  chargebackFee,
  chargebackReturned,
  chargebackTaken,
  putBack,
  takeBack,
  type Spread,
} from "~/domain/ledger/money-back";
import { money } from "~/domain/money";
import type { ChargebackFacts } from "~/domain/stripe-facts";
import type { ChargebackState, TimelineKind } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import { endSessions } from "~/services/payments/end-sessions.server";
import type { Tx } from "~db/client";
import { holdBalances, releaseHoldsOf } from "~db/queries/ledger/balance-holds";
import {
  listChargebackLines,
  lockChargeback,
  setChargebackLines,
  updateChargeback,
  type ChargebackRow,
} from "~db/queries/ledger/chargebacks";
import { postEntries } from "~db/queries/ledger/ledger";
import {
  addToAllocations,
  lockAllocations,
  lockOutstanding,
  shiftPayment,
  takeFromAllocations,
} from "~db/queries/ledger/payment-parts";
import type { PaymentRow } from "~db/queries/ledger/payments";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { cancelReminders } from "~db/queries/reminders/reminders";
import { recordEvents } from "~db/queries/vendor/timeline";

type Deps = Pick<App, "db">;

interface News {
  /** Locked, as its debtor is. */
  payment: PaymentRow;
  facts: ChargebackFacts;
  causedBy: string;
  now: Date;
}

/** A chargeback goes through these in turn; what ends it is final, and older news is left aside. */
const stage: Record<ChargebackState, number> = { inquiry: 0, open: 1, closed: 2, won: 2, lost: 2 };

/**
 * Brings our chargeback to where Stripe's is. Money moves when the bank has taken or returned it and not
 * before, each move once: what was settled with it is owed again, and held from reminders until a person has
 * decided; what the bank returns settles it again. An inquiry moves nothing.
 */
export async function applyChargebackFacts(deps: Deps, tx: Tx, news: News): Promise<string> {
  const { payment, facts } = news;
  const { vendorId, debtorId, currency } = payment;
  if (facts.amount.currency !== currency) throw new Error(`A chargeback in ${facts.amount.currency} came.`);
  const { chargeback, isNew } = await lockChargeback(tx, {
    vendorId,
    id: uuid() as ChargebackId,
    debtorId,
    paymentId: payment.id,
    stripeDisputeId: facts.stripeDisputeId,
    state: facts.state,
    currency,
    amountMinor: facts.amount.amountMinor,
    reason: facts.reason,
    openedAt: facts.openedAt,
  });
  if (!isNew && (facts.moves < chargeback.moves || stage[facts.state] < stage[chargeback.state]))
    return "older news of a chargeback";
  const isMove = facts.moves > chargeback.moves;
  const moved = isMove ? await moveMoney(deps, tx, { ...news, chargeback }) : "nothing";
  if (isMove) await postFee(tx, { ...news, chargeback });
  const isOver = stage[facts.state] === stage.won;
  await updateChargeback(tx, chargeback, {
    state: facts.state,
    amountMinor: facts.amount.amountMinor,
    moves: facts.moves,
    reason: facts.reason,
    respondBy: facts.respondBy,
    closedAt: isOver ? (chargeback.closedAt ?? news.now) : null,
  });
  if (isNew) await tell(tx, { ...news, chargeback, kind: "chargeback_opened" });
  if (moved !== "nothing" && !(isNew && moved === "taken")) {
    await tell(tx, { ...news, chargeback, kind: "chargeback_moved", state: moved });
  }
  if (isOver && (isNew || stage[chargeback.state] < stage.won)) {
    await tell(tx, { ...news, chargeback, kind: "chargeback_closed" });
  }
  return `chargeback ${facts.state}, money ${moved === "nothing" ? "as it was" : moved}`;
}

type Change = News & { chargeback: ChargebackRow };

async function moveMoney(deps: Deps, tx: Tx, change: Change): Promise<"taken" | "returned" | "nothing"> {
  const { payment, chargeback, facts, now } = change;
  const { vendorId, debtorId } = payment;
  const targetMinor = facts.isWithdrawn ? facts.amount.amountMinor : 0n;
  if (targetMinor === chargeback.withdrawnMinor) return "nothing";
  // An amount that changed while it was withdrawn is returned and taken anew, so that each is a plain move.
  if (chargeback.withdrawnMinor > 0n) await giveBack(tx, change);
  if (targetMinor > 0n) await take(tx, { ...change, targetMinor });
  await endSessions(deps, tx, { vendorId, debtorId, except: null, now });
  await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
  return targetMinor > 0n ? "taken" : "returned";
}

async function take(tx: Tx, change: Change & { targetMinor: bigint }): Promise<void> {
  const { payment, chargeback, targetMinor, facts, now } = change;
  const { vendorId, id: paymentId, debtorId, currency } = payment;
  const allocations = await lockAllocations(tx, { vendorId, paymentId });
  // What was returned a moment ago may be unapplied by now: the row tells, not the copy we came with.
  const unappliedMinor = payment.unappliedMinor;
  const { beyondMinor: lossMinor, ...spread } = takeBack(targetMinor, { unappliedMinor, allocations });
  const entry = chargebackTaken({ ...factOf(change), ...spread, lossMinor });
  await postEntries(tx, { vendorId, entries: [entry] });
  await takeFromAllocations(tx, { vendorId, paymentId, lines: spread.lines });
  const by = { unappliedMinor: -spread.unappliedMinor, chargedBackMinor: targetMinor - lossMinor };
  await shiftPayment(tx, { vendorId, id: paymentId, by });
  await setChargebackLines(tx, { vendorId, chargebackId: chargeback.id, lines: spread.lines });
  await updateChargeback(tx, chargeback, {
    withdrawnMinor: targetMinor,
    unappliedMinor: spread.unappliedMinor,
    lossMinor,
  });
  const balanceIds = spread.lines.map(({ balanceId }) => balanceId);
  await holdBalances(tx, {
    vendorId,
    debtorId,
    kind: "chargeback",
    sourceId: chargeback.id,
    balanceIds,
    now,
  });
  const event = {
    debtorId,
    actor: "stripe",
    occurredAt: now,
    causedBy: `chargeback:${chargeback.id}`,
  } as const;
  await recordEvents(tx, {
    vendorId,
    events: spread.lines.map(({ balanceId, amountMinor }) => ({
      ...event,
      balanceId,
      kind: "balance_reopened",
      details: { amountMinor: amountMinor.toString(), currency, reason: facts.reason.replaceAll("_", " ") },
    })),
  });
  await cancelReminders(tx, { vendorId, debtorId, reason: "The card’s bank took a payment back.", now });
}

async function giveBack(tx: Tx, change: Change): Promise<void> {
  const { payment, chargeback, now } = change;
  const { vendorId, id: paymentId } = payment;
  const { withdrawnMinor, unappliedMinor, lossMinor } = chargeback;
  const lines = await listChargebackLines(tx, { vendorId, chargebackId: chargeback.id });
  const outstanding = await lockOutstanding(tx, {
    vendorId,
    balanceIds: lines.map(({ balanceId }) => balanceId),
  });
  const back: Spread = putBack({ unappliedMinor, lines }, outstanding);
  const entry = chargebackReturned({ ...factOf(change), ...back, lossMinor });
  await postEntries(tx, { vendorId, entries: [entry] });
  await addToAllocations(tx, { vendorId, paymentId, lines: back.lines });
  const by = { unappliedMinor: back.unappliedMinor, chargedBackMinor: lossMinor - withdrawnMinor };
  await shiftPayment(tx, { vendorId, id: paymentId, by });
  payment.unappliedMinor += back.unappliedMinor;
  await setChargebackLines(tx, { vendorId, chargebackId: chargeback.id, lines: [] });
  await updateChargeback(tx, chargeback, { withdrawnMinor: 0n, unappliedMinor: 0n, lossMinor: 0n });
  const release = { releasedAt: now, releasedBy: "stripe", decision: "The bank returned the money." };
  await releaseHoldsOf(tx, { vendorId, sourceId: chargeback.id, release });
}

function factOf({ payment, chargeback, facts, causedBy, now }: Change) {
  const { id: paymentId, debtorId, currency } = payment;
  const { id: chargebackId } = chargeback;
  return { paymentId, debtorId, currency, chargebackId, move: facts.moves, occurredAt: now, causedBy };
}

/** Stripe's fee for it, as far as it is not posted yet; a fee that is given back is posted the other way. */
async function postFee(tx: Tx, change: Change): Promise<void> {
  const { payment, chargeback, facts } = change;
  const { vendorId } = payment;
  if (!facts.fee || facts.fee.amountMinor === chargeback.feeMinor) return;
  const { amountMinor: feeMinor, currency: feeCurrency } = facts.fee;
  const fee = money(feeMinor - chargeback.feeMinor, feeCurrency);
  await postEntries(tx, { vendorId, entries: [chargebackFee({ ...factOf(change), fee })] });
  await updateChargeback(tx, chargeback, { feeMinor, feeCurrency });
}

async function tell(
  tx: Tx,
  told: Change & { kind: Extract<TimelineKind, `chargeback_${string}`>; state?: string },
): Promise<void> {
  const { payment, chargeback, facts, kind, state = facts.state, now } = told;
  const { vendorId, debtorId, currency } = payment;
  const amountMinor = facts.amount.amountMinor.toString();
  const details = { amountMinor, currency, reason: facts.reason, state };
  const event = {
    debtorId,
    actor: "stripe",
    occurredAt: now,
    causedBy: `chargeback:${chargeback.id}`,
  } as const;
  await recordEvents(tx, { vendorId, events: [{ ...event, kind, details }] });
}
