import type { BalanceId, SavedCardId } from "~/domain/ids";
import { payWithSavedCard } from "~/services/cards/pay-with-saved-card.server";
import { removeKeptCard } from "~/services/cards/remove-card.server";
import { agreePlan } from "~/services/plans/agree-plan.server";
import { cancelPlan } from "~/services/plans/cancel-plan.server";
import type { SimulatedDebtor, World } from "~tests/simulate/world";
import { at, type DrawAction } from "./action";
import { takeAddress } from "./debtors";

interface Kept {
  savedCardId: SavedCardId;
  debtor: SimulatedDebtor;
  customer: string;
}

async function keptCards({ room, vendor, debtors }: World): Promise<Kept[]> {
  const rows = await room.admin<{ id: SavedCardId; debtorId: string; customer: string }[]>`
    select id, debtor_id as "debtorId", stripe_customer_id as customer from saved_cards
    where vendor_id = ${vendor.id} and removed_at is null order by created_at, id`;
  return rows.flatMap(({ id: savedCardId, debtorId, customer }) => {
    const debtor = debtors.find(({ id }) => id === debtorId);
    return debtor ? [{ savedCardId, debtor, customer }] : [];
  });
}

/** What the page shows to be outstanding. */
async function shownTo({ room, vendor }: World, debtor: SimulatedDebtor) {
  const rows = await room.admin<{ id: BalanceId; outstanding: string }[]>`
    select id, outstanding_minor::text as outstanding from balances
    where vendor_id = ${vendor.id} and debtor_id = ${debtor.id} and outstanding_minor > 0 order by id`;
  const totalMinor = rows.reduce((sum, { outstanding }) => sum + BigInt(outstanding), 0n);
  return { balanceIds: rows.map(({ id }) => id), totalMinor };
}

async function capturedAtStripe(world: World, debtor: SimulatedDebtor): Promise<bigint> {
  const { totals } = await world.stripe.control.books({ byMetadata: "debtor_id" });
  const theirs = totals.filter(({ value }) => value === debtor.id);
  return theirs.reduce((sum, { captured }) => sum + BigInt(captured), 0n);
}

/** One tap pays with the card that is kept; at times several devices are tapped at the same moment. */
export const tapKeptCard: DrawAction = (draw) => {
  const [which, devices, first] = [draw.unit(), draw.chance(0.6) ? 1 : 2 + draw.below(3), draw.below(2)];
  return async (world) => {
    const kept = at(await keptCards(world), which);
    if (!kept) return "Nobody's card is kept.";
    const { debtor, savedCardId } = kept;
    const { balanceIds, totalMinor: statedMinor } = await shownTo(world, debtor);
    const before = await capturedAtStripe(world, debtor);
    const asked = { vendorId: world.vendor.id, debtorId: debtor.id, payLinkId: debtor.payLinkId, balanceIds };
    const taps = Array.from({ length: devices }, (_, device) =>
      world.ask(world.web(first + device), (app) =>
        payWithSavedCard(app, { ...asked, savedCardId, statedMinor, now: app.now() }),
      ),
    );
    const answers = await Promise.all(taps);
    for (const answer of answers) {
      if (answer.kind === "answered" && answer.value.outcome === "redirect")
        takeAddress(world, debtor, answer.value);
    }
    const taken = (await capturedAtStripe(world, debtor)) - before;
    if (world.alone && taken > statedMinor * world.stripeUnits)
      world.complain(`${devices} taps of ${statedMinor} took ${taken} of ${debtor.name}.`);
    const outcomes = answers.map((one) => (one.kind === "answered" ? one.value.outcome : one.kind));
    return `${debtor.name} taps their kept card for ${statedMinor}: ${outcomes.join(", ")}.`;
  };
};

/** From now on the bank declines the card that is kept. */
export const wearOutKeptCard: DrawAction = (draw) => {
  const which = draw.unit();
  return async (world) => {
    const kept = at(await keptCards(world), which);
    if (!kept) return "Nobody's card is kept.";
    const { savedCardId, customer, debtor } = kept;
    const attaching = world.sdk.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
    const declined = await attaching.catch(() => null);
    if (!declined) return `${debtor.name} keeps their card.`;
    await world.room.admin`update saved_cards set stripe_payment_method_id = ${declined.id}
      where vendor_id = ${world.vendor.id} and id = ${savedCardId}`;
    return `The bank will decline the card that ${debtor.name} lets us keep.`;
  };
};

export const removeCard: DrawAction = (draw) => {
  const [which, web] = [draw.unit(), draw.below(2)];
  return async (world) => {
    const kept = at(await keptCards(world), which);
    if (!kept) return "Nobody's card is kept.";
    const { debtor, savedCardId: id } = kept;
    const removal = { vendorId: world.vendor.id, debtorId: debtor.id, id, by: "debtor" as const };
    await world.ask(world.web(web), (app) => removeKeptCard(app, { ...removal, now: app.now() }));
    return `${debtor.name} has their card removed.`;
  };
};

/** A debtor agrees to pay in instalments, as the page showed it a moment ago. */
export const agreeToPlan: DrawAction = (draw) => {
  const [who, count, web] = [draw.below(100), 2 + draw.below(3), draw.below(2)];
  const frequency = draw.oneOf(["weekly", "fortnightly", "monthly"]);
  return async (world) => {
    const debtor = world.debtor(who);
    const { balanceIds, totalMinor } = await shownTo(world, debtor);
    if (totalMinor === 0n) return `${debtor.name} owes nothing to split.`;
    const { currency } = world.options;
    const inNewYork = new Intl.DateTimeFormat("sv-SE", { timeZone: "America/New_York" });
    const firstOn = inNewYork.format(world.now());
    const shown = { balanceIds, count, frequency, currency, totalMinor, firstOn };
    const agreement = { vendorId: world.vendor.id, debtorId: debtor.id, payLinkId: debtor.payLinkId, shown };
    const answer = await world.ask(world.web(web), (app) => agreePlan(app, { ...agreement, now: app.now() }));
    if (answer.kind === "answered" && answer.value.outcome === "redirect")
      takeAddress(world, debtor, answer.value);
    const outcome = answer.kind === "answered" ? answer.value.outcome : answer.kind;
    return `${debtor.name} agrees to pay ${totalMinor} in ${count} parts, ${frequency}: ${outcome}.`;
  };
};

export const endAPlan: DrawAction = (draw) => {
  const [who, web] = [draw.below(100), draw.below(2)];
  return async (world) => {
    const debtor = world.debtor(who);
    const ending = { vendorId: world.vendor.id, debtorId: debtor.id, by: "debtor" as const, reason: "No." };
    const ended = await world.insist(web, (app) => cancelPlan(app, { ...ending, now: app.now() }));
    return ended ? `${debtor.name} ends their plan.` : `${debtor.name} has no plan to end.`;
  };
};
