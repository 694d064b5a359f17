import { v7 as uuid } from "uuid";
import type { NewAnswer } from "~/domain/pay-link/answer";
import { recordAnswer } from "~/services/pay-page/record-answer.server";
import { paymentStatus } from "~/services/payments/confirm-payment.server";
import { startPayment } from "~/services/payments/start-payment.server";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { makeBalanceWithin } from "~tests/factories/balance";
import type { Handed, SimulatedDebtor, World } from "~tests/simulate/world";
import { recent, type DrawAction } from "./action";

/** What a balance may come to, in the currency's minor units: mostly ordinary, at times too small to pay. */
const amounts: Readonly<Record<string, { least: number; most: number; step: number }>> = {
  USD: { least: 60, most: 20_000, step: 1 },
  JPY: { least: 60, most: 30_000, step: 1 },
  UGX: { least: 2_000, most: 400_000, step: 1 },
  KWD: { least: 200, most: 60_000, step: 10 },
};

export const newBalance: DrawAction = (draw) => {
  const [who, share, odd] = [draw.below(100), draw.unit(), draw.chance(0.08)];
  return async (world) => {
    const debtor = world.debtor(who);
    const { currency } = world.options;
    const { least, most, step } = amounts[currency] ?? { least: 100, most: 10_000, step: 1 };
    const ordinary = least + Math.floor((share * (most - least)) / step) * step;
    const amountMinor = BigInt(odd ? Math.max(1, Math.floor(least * share)) : ordinary);
    const reference = `B${world.model.billed.size + 1}-${uuid().slice(-4)}`;
    const vendorId = world.vendor.id;
    const issued = { issuedOn: "2026-01-05", dueOn: "2026-02-04", reference };
    const made = { vendorId, debtorId: debtor.id, amountMinor, currency, ...issued };
    const balanceId = await world.insist(0, (app) =>
      app.db.asVendor(vendorId, async (tx) => {
        await lookAgain(tx, { vendorId, debtorIds: [debtor.id], at: app.now() });
        return makeBalanceWithin(tx, made);
      }),
    );
    world.model.billed.set(balanceId, { debtorId: debtor.id, amountMinor, reference });
    return `${debtor.name} is billed ${amountMinor} ${currency} as ${reference}.`;
  };
};

/** Pay is pressed for some of what the debtor owes, on one device or on several at the same moment. */
export const click: DrawAction = (draw) => {
  const who = draw.below(100);
  const picks = Array.from({ length: 8 }, () => draw.unit());
  const devices = draw.chance(0.75) ? 1 : 2 + draw.below(3);
  const [first, keepCard] = [draw.below(2), draw.chance(0.4)];
  const part = draw.chance(0.2) ? draw.unit() : null;
  return async (world) => {
    const owing = world.debtors.filter((debtor) => world.balancesOf(debtor).length > 0);
    const debtor = owing[who % owing.length] ?? world.debtor(who);
    const all = world.balancesOf(debtor);
    const some = all.filter((_, index) => (picks[index % picks.length] ?? 0) < 0.6);
    const balanceIds = some.length > 0 ? some : all;
    const asked = { vendorId: world.vendor.id, debtorId: debtor.id, payLinkId: debtor.payLinkId };
    const billed = balanceIds.reduce((sum, id) => sum + (world.model.billed.get(id)?.amountMinor ?? 0n), 0n);
    const amountMinor = part === null ? undefined : (billed * BigInt(Math.round(part * 100))) / 100n;
    const wanted = { ...asked, balanceIds, keepCard, amountMinor };
    const presses = Array.from({ length: devices }, (_, device) =>
      world.ask(world.web(first + device), (app) => startPayment(app, { ...wanted, now: app.now() })),
    );
    const answers = await Promise.all(presses);
    const sessions = answers.flatMap((answer) =>
      answer.kind === "answered" ? takeAddress(world, debtor, answer.value) : [],
    );
    if (world.alone && new Set(sessions).size > 1)
      world.complain(`${debtor.name} was given ${sessions.join(" and ")} for one state of one selection.`);
    const outcomes = answers.map((one) => (one.kind === "answered" ? one.value.outcome : one.kind));
    const names = balanceIds.map((id) => world.model.billed.get(id)?.reference).join(", ");
    const led = `${outcomes.join(", ")} ${[...new Set(sessions)].join(" ")}`;
    return `${debtor.name} presses Pay for ${names || "nothing"}: ${led}`;
  };
};

type Started = { outcome: string; url?: string };

/** The session whose address the answer leads to, if it leads to Stripe. */
export function takeAddress(world: World, debtor: SimulatedDebtor, started: Started): string[] {
  if (started.url === undefined) return [];
  const session = /\/c\/pay\/(cs_\w+)/.exec(started.url)?.[1];
  if (session === undefined) return [];
  world.hand(debtor, session);
  return [session];
}

const ways = {
  card: 55,
  declined: 10,
  insufficient_funds: 4,
  authentication: 8,
  bank_debit: 12,
  bank_debit_fails: 6,
};

/** Somebody pays, or tries to, on a page that they were led to, however long ago. */
export const pay: DrawAction = (draw) => {
  const [which, approved, authenticates] = [draw.unit(), draw.chance(0.75), draw.chance(0.9)];
  const [drawn, comesTooLate] = [draw.weighted<keyof typeof ways>(ways), draw.chance(0.15)];
  return async (world) => {
    const handed = choosePage(world, which, comesTooLate);
    if (!handed) return "Nobody is at Stripe.";
    const { session, debtor } = handed;
    const isDebit = drawn === "bank_debit" || drawn === "bank_debit_fails";
    const way = isDebit && world.options.currency !== "USD" ? "card" : drawn;
    let visit = await world.stripe.control.pay({ session, way });
    if (visit.next === "authenticate" && authenticates)
      visit = await world.stripe.control.authenticate({ session, approved });
    handed.isOver ||= visit.next === "done" || visit.next === "closed";
    return `${debtor.name} pays ${session} by ${way}: ${visit.next}.`;
  };
};

/** Their card is declined, and they take another. */
export const payAtSecondTry: DrawAction = (draw) => {
  const which = draw.unit();
  return async (world) => {
    const handed = choosePage(world, which, false);
    if (!handed) return "Nobody is at Stripe.";
    const { session, debtor } = handed;
    await world.stripe.control.pay({ session, way: "declined" });
    const { next } = await world.stripe.control.pay({ session });
    handed.isOver = true;
    return `${debtor.name} is declined on ${session} and pays by another card: ${next}.`;
  };
};

/** As a rule a page that is not known to be over; at times any, as when a tab was left open. */
function choosePage(world: World, which: number, any: boolean): Handed | undefined {
  return recent(any ? world.handed : world.handed.filter(({ isOver }) => !isOver), which);
}

/** The browser comes back from Stripe, which proves nothing: it may come back without having paid. */
export const comeBack: DrawAction = (draw) => {
  const [which, web] = [draw.unit(), draw.below(2)];
  return async (world) => {
    const handed = recent(world.handed, which);
    if (!handed) return "Nobody comes back.";
    const { session: stripeSessionId, debtor } = handed;
    const asked = { vendorId: world.vendor.id, debtorId: debtor.id, from: { stripeSessionId } };
    const answer = await world.ask(world.web(web), (app) => paymentStatus(app, asked));
    const status = answer.kind === "answered" ? answer.value : answer.kind;
    return `${debtor.name} comes back from ${stripeSessionId} and reads: ${status}.`;
  };
};

export const answerInstead: DrawAction = (draw) => {
  const [who, web] = [draw.below(100), draw.below(2)];
  const kind = draw.oneOf(["dispute", "promise_to_pay", "already_paid", "refusal"]);
  return async (world) => {
    const debtor = world.debtor(who);
    const balanceIds = world.balancesOf(debtor);
    if (balanceIds.length === 0) return `${debtor.name} has nothing to answer to.`;
    const promisedOn = new Date(world.now().getTime() + 5 * 86_400_000).toISOString().slice(0, 10);
    const answer: NewAnswer =
      kind === "promise_to_pay" ? { kind, balanceIds, promisedOn } : { kind, balanceIds, note: "No." };
    const given = { vendorId: world.vendor.id, debtorId: debtor.id, payLinkId: debtor.payLinkId, answer };
    await world.ask(world.web(web), (app) => recordAnswer(app, { ...given, now: app.now() }));
    return `${debtor.name} answers: ${kind}.`;
  };
};
