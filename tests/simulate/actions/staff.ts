import { v7 as uuid } from "uuid";
import { importChoicesSchema } from "~/domain/import/plan-reading";
import type { AdjustmentId, PaymentId, StaffUserId } from "~/domain/ids";
import { money, toDecimal } from "~/domain/money";
import { importBalances } from "~/services/import/import-balances.server";
import { adjustBalance } from "~/services/ledger/adjust-balance.server";
import { recordOfflinePayment } from "~/services/ledger/record-offline-payment.server";
import { reverseAdjustment } from "~/services/ledger/reverse-adjustment.server";
import { reverseOfflinePayment } from "~/services/ledger/reverse-offline-payment.server";
import type { BalanceId } from "~/domain/ids";
import type { World } from "~tests/simulate/world";
import { at, type DrawAction } from "./action";

const by = "0199d7a0-0000-7000-8000-00000000000a" as StaffUserId;

/** A share of what was billed on one of all balances. */
function partOf(world: World, which: number, share: number) {
  const found = at([...world.model.billed], which);
  if (!found) return null;
  const [balanceId, { amountMinor, reference }] = found;
  const wanted = (amountMinor * BigInt(Math.round(share * 100))) / 100n;
  return { balanceId, reference, amountMinor: wanted > 0n ? wanted : 1n };
}

const wholeOrPart = (whole: boolean, share: number) => (whole ? 1 : share);

export const payByHand: DrawAction = (draw) => {
  const [which, web, keepRest] = [draw.unit(), draw.below(2), draw.chance(0.3)];
  const share = wholeOrPart(draw.chance(0.4), draw.unit() * 1.3);
  return async (world) => {
    const part = partOf(world, which, share);
    if (!part) return "There is nothing to pay by hand.";
    const { balanceId, amountMinor, reference } = part;
    const { currency } = world.options;
    const requestId = uuid() as PaymentId;
    const receivedOn = new Date(world.now().getTime() - 2 * 86_400_000).toISOString().slice(0, 10);
    const said = { requestId, amountMinor, currency, method: "cash", receivedOn, note: null } as const;
    const payment = { ...said, emailReceipt: false, keepRest };
    const { outcome } = await world.insist(web, (app) =>
      recordOfflinePayment(app, { vendor: world.vendor, balanceId, payment, by, now: app.now() }),
    );
    if (outcome === "recorded")
      world.model.paidByHand.set(requestId, { balanceId, amountMinor, reversed: false });
    return `Staff record ${amountMinor} in cash on ${reference}: ${outcome}.`;
  };
};

export const takeBackPaidByHand: DrawAction = (draw) => {
  const [which, web] = [draw.unit(), draw.below(2)];
  return async (world) => {
    const found = at([...world.model.paidByHand], which);
    if (!found) return "There is no payment by hand to take back.";
    const [paymentId, paid] = found;
    const reversal = { vendor: world.vendor, paymentId, reason: "It did not hold.", by };
    const outcome = await world.insist(web, (app) =>
      reverseOfflinePayment(app, { ...reversal, now: app.now() }),
    );
    if (outcome === "reversed") paid.reversed = true;
    return `Staff take the ${paid.amountMinor} in cash back: ${outcome}.`;
  };
};

export const adjust: DrawAction = (draw) => {
  const [which, web] = [draw.unit(), draw.below(2)];
  const kind = draw.oneOf(["credit", "write_off"]);
  const share = wholeOrPart(draw.chance(0.5), draw.unit());
  return async (world) => {
    const part = partOf(world, which, share);
    if (!part) return "There is nothing to adjust.";
    const { balanceId, amountMinor, reference } = part;
    const requestId = uuid() as AdjustmentId;
    const { currency } = world.options;
    const adjustment = { requestId, kind, amountMinor, currency, reason: "As agreed by phone." };
    const { outcome } = await world.insist(web, (app) =>
      adjustBalance(app, { vendorId: world.vendor.id, balanceId, adjustment, by, now: app.now() }),
    );
    if (outcome === "recorded")
      world.model.adjusted.set(requestId, { balanceId, kind, amountMinor, reversed: false });
    return `Staff give a ${kind} of ${amountMinor} on ${reference}: ${outcome}.`;
  };
};

export const takeBackAdjustment: DrawAction = (draw) => {
  const [which, web] = [draw.unit(), draw.below(2)];
  return async (world) => {
    const found = at([...world.model.adjusted], which);
    if (!found) return "There is no adjustment to take back.";
    const [adjustmentId, adjusted] = found;
    const reversal = { vendorId: world.vendor.id, adjustmentId, reason: "A mistake.", by };
    const outcome = await world.insist(web, (app) => reverseAdjustment(app, { ...reversal, now: app.now() }));
    if (outcome === "reversed") adjusted.reversed = true;
    return `Staff take the ${adjusted.kind} of ${adjusted.amountMinor} back: ${outcome}.`;
  };
};

/** The vendor's other system sends its file again, and knows some balance to be paid, in part or in full. */
export const weeklyFile: DrawAction = (draw) => {
  const [which, web] = [draw.unit(), draw.below(2)];
  const share = wholeOrPart(draw.chance(0.4), draw.unit());
  return async (world) => {
    const part = partOf(world, which, share);
    if (!part) return "There is nothing for a file to say.";
    const { balanceId, reference, amountMinor } = part;
    const bytes = Buffer.from(writeFile(world, balanceId, amountMinor));
    const file = { vendorId: world.vendor.id, fileName: "weekly.csv", bytes, staffUserId: null };
    const choices = importChoicesSchema.parse({ decimalMark: "." });
    const outcome = await world.insist(web, (app) =>
      importBalances(app.db, { ...file, choices, now: app.now() }),
    );
    if (outcome.kind !== "imported") world.complain(`The weekly file was not imported: ${outcome.kind}.`);
    const before = world.model.saidPaid.get(balanceId) ?? 0n;
    if (amountMinor > before) world.model.saidPaid.set(balanceId, amountMinor);
    return `A file says that ${amountMinor} was paid on ${reference} by now.`;
  };
};

function writeFile(world: World, balanceId: BalanceId, paidMinor: bigint): string {
  const billed = world.model.billed.get(balanceId);
  const index = world.debtors.findIndex(({ id }) => id === billed?.debtorId);
  const debtor = world.debtors[index];
  if (!billed || !debtor) throw new Error(`Nothing is known of ${balanceId}.`);
  const { currency } = world.options;
  const written = (amountMinor: bigint) => toDecimal(money(amountMinor, currency));
  const header = "reference,debtor reference,issued,due,amount,currency,amount paid";
  const amount = written(billed.amountMinor);
  const row = [billed.reference, debtor.reference, "2026-01-05", "2026-02-04", amount, currency];
  return [header, [...row, written(paidMinor)].join(",")].join("\n");
}
