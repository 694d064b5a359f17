import { eq } from "drizzle-orm";
import type { BalanceId, DebtorId, PayLinkId, SavedCardId, VendorId } from "~/domain/ids";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import { startPayment } from "~/services/payments/start-payment.server";
import { checkouts, savedCards } from "~db/schema";
import { findKeptCard, type SavedCardRow } from "~db/queries/ledger/saved-cards";
import { makeBalance } from "~tests/factories/balance";
import { makeDebtor } from "~tests/factories/debtor";
import { stripeSdk } from "~tests/factories/payments";
import type { StripeDesk } from "~tests/factories/stripe-desk";

/** A debtor who has paid once on Stripe's page and let the vendor keep the card. */
export interface CardHolder {
  vendorId: VendorId;
  debtorId: DebtorId;
  payLinkId: PayLinkId;
  token: string;
  savedCardId: SavedCardId;
}

/** What the card does when it is charged later. */
type Later = "card" | "declines_later" | "authentication";

export async function makeCardHolder(
  desk: StripeDesk,
  { vendorId, later = "card" }: { vendorId: VendorId; later?: Later },
): Promise<CardHolder> {
  const debtorId = (await makeDebtor(desk.deps.db, { vendorId })).id;
  const link = await desk.deps.db.asVendor(vendorId, (tx) =>
    mintPayLink(tx, { vendorId, debtorId, messageId: null, keys: desk.deps.linkKeys, now: desk.now() }),
  );
  const holder = { vendorId, debtorId, payLinkId: link.linkId, token: link.token };
  await payKeeping(desk, { ...holder, later });
  const card = await desk.deps.db.asVendor(vendorId, (tx) => findKeptCard(tx, { vendorId, debtorId }));
  if (!card) throw new Error("The card was not kept.");
  if (later === "declines_later") await wearOut(desk, card);
  return { ...holder, savedCardId: card.id };
}

/** Puts a card in its place that can be kept and is declined whenever it is charged. */
async function wearOut(desk: StripeDesk, { id, vendorId, stripeCustomerId: customer }: SavedCardRow) {
  const methods = stripeSdk(desk.stripe).paymentMethods;
  const declined = await methods.attach("pm_card_chargeCustomerFail", { customer });
  await desk.deps.db.asVendor(vendorId, (tx) =>
    tx.update(savedCards).set({ stripePaymentMethodId: declined.id }).where(eq(savedCards.id, id)),
  );
}

/** Pays a balance of $30.00 on Stripe's page, with the tick that the card may be kept, and hears of it. */
export async function payKeeping(
  desk: StripeDesk,
  holder: Omit<CardHolder, "savedCardId"> & { later?: Later; keepCard?: boolean },
): Promise<BalanceId> {
  const { vendorId, debtorId, payLinkId, later = "card", keepCard = true } = holder;
  const balanceId = await makeBalance(desk.deps.db, { vendorId, debtorId, amountMinor: 3_000n });
  const balanceIds = [balanceId];
  const asked = { vendorId, debtorId, payLinkId, balanceIds, keepCard, now: desk.now() };
  const started = await startPayment(desk.deps, asked);
  if (started.outcome !== "redirect") throw new Error(`Expected a session, got ${started.outcome}.`);
  const [checkout] = await desk.deps.db.asVendor(vendorId, (tx) =>
    tx.select().from(checkouts).where(eq(checkouts.stripeUrl, started.url)),
  );
  const session = checkout?.stripeSessionId ?? "";
  const way = later === "declines_later" ? "card" : later;
  const { next } = await desk.stripe.control.pay({ session, way });
  if (next === "authenticate") await desk.stripe.control.authenticate({ session, approved: true });
  await desk.stripe.control.idle({});
  await desk.applyWaiting();
  return balanceId;
}
