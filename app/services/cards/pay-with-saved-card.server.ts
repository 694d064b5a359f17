import { v7 as uuid } from "uuid";
import type { CheckoutId, PayLinkId, SavedCardId } from "~/domain/ids";
import { cardInWords, isCardExpired } from "~/domain/saved-card";
import { selectionKey } from "~/domain/selection";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { claimCheckout, lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import {
  findKeptCard,
  findUnresolvedCharges,
  listPayableSessions,
  type PayableSession,
} from "~db/queries/ledger/saved-cards";
import { chargeCard, chargeKeyLifetimeMs } from "./charge-card.server";
import { endPayableSessions } from "~/services/payments/end-payable-sessions.server";
import { endSessions } from "~/services/payments/end-sessions.server";
import { selectLines, type NoLines, type Selection } from "~/services/payments/select-lines.server";
import { startPayment, type StartedPayment } from "~/services/payments/start-payment.server";

type Deps = Pick<App, "db" | "stripe" | "env" | "log" | "linkKeys">;

interface Asked extends Selection {
  payLinkId: PayLinkId;
  /** The card that the button named. */
  savedCardId: SavedCardId;
  /** What the button said, in minor units: nothing else is ever taken. */
  statedMinor: bigint;
  now: Date;
}

export type PaidWithCard =
  /** Our rows say that it is paid, or on its way. */
  | { outcome: "paid"; checkoutId: CheckoutId }
  /** A payment on Stripe's page came first; its own event tells of it. */
  | { outcome: "paid_elsewhere"; stripeSessionId: string }
  /** That card is not kept any more, or cannot be charged for this vendor. */
  | { outcome: "no_card" }
  /** What is to be paid is not what the button said. */
  | { outcome: "amount_changed"; totalMinor: bigint }
  /** The card could not be charged, and this is what came of asking for Stripe's page instead. */
  | StartedPayment;

/** Sessions that can still be paid are ended first; another can be opened meanwhile, but not forever. */
const maxClaims = 3;
/** The SDK asks three times within ten seconds each; a worker takes over once the click has given up. */
const answerPatienceMs = 35_000;

/**
 * Pays a selection with the card that the debtor lets the vendor keep, by one tap. However many taps on
 * however many devices, the card is charged once per state of the selection, and while it is not known
 * whether it was, nothing else can collect the same balances. A card that is declined, or whose bank wants
 * its holder to approve, leads to Stripe's page instead.
 */
export async function payWithSavedCard(deps: Deps, asked: Asked): Promise<PaidWithCard> {
  const { vendorId, now } = asked;
  for (let claims = 0; claims < maxClaims; claims += 1) {
    const claim = await deps.db.asVendor(vendorId, (tx) => claimCharge(deps, tx, asked));
    switch (claim.outcome) {
      case "claimed":
        return charge(deps, asked, claim);
      case "sessions_open": {
        const ended = await endPayableSessions(deps, { vendorId, sessions: claim.sessions, now });
        if (ended.outcome === "paid")
          return { outcome: "paid_elsewhere", stripeSessionId: ended.stripeSessionId };
        if (ended.outcome === "unavailable") return { outcome: "unavailable" };
        break;
      }
      default:
        return claim;
    }
  }
  return { outcome: "unavailable" };
}

type Claim =
  /** `isNew`: nobody has asked Stripe for it before. */
  | { outcome: "claimed"; checkoutId: CheckoutId; card: string; isNew: boolean }
  | { outcome: "sessions_open"; sessions: PayableSession[] }
  | Exclude<PaidWithCard, { outcome: "paid" | "paid_elsewhere" | "redirect" }>
  | NoLines;

async function claimCharge(deps: Deps, tx: Tx, asked: Asked): Promise<Claim> {
  const { vendorId, debtorId, payLinkId, statedMinor, now } = asked;
  const locked = await lockDebtorForPayment(tx, { vendorId, debtorId });
  if (!locked) return { outcome: "nothing_to_pay" };
  const selection = await selectLines(deps, tx, asked);
  if (selection.outcome !== "lines") return selection;
  if (!locked.canCollect) return { outcome: "unavailable" };
  const { stripeAccountId } = locked;
  const { currency, total, lines } = selection;
  const key = selectionKey(currency, lines, [asked.savedCardId]);
  const balanceIds = lines.map(({ balanceId }) => balanceId);
  const [unresolved] = await findUnresolvedCharges(tx, { vendorId, debtorId, balanceIds });
  const card = await findKeptCard(tx, { vendorId, debtorId });
  if (unresolved) {
    const isSame = unresolved.kind === "saved_card" && unresolved.selectionKey === key && card;
    const checkoutId = unresolved.id;
    return isSame
      ? { outcome: "claimed", checkoutId, card: cardInWords(card), isNew: false }
      : { outcome: "confirming", checkoutId };
  }
  const isUsable =
    card?.id === asked.savedCardId &&
    card.stripeAccountId === stripeAccountId &&
    !isCardExpired(card, now.toISOString().slice(0, 10));
  if (!isUsable) return { outcome: "no_card" };
  if (total.amountMinor !== statedMinor) return { outcome: "amount_changed", totalMinor: total.amountMinor };

  await endSessions(deps, tx, { vendorId, debtorId, except: null, now });
  const sessions = await listPayableSessions(tx, { vendorId, debtorId, now });
  if (sessions.length > 0) return { outcome: "sessions_open", sessions };
  const { id: checkoutId } = await claimCheckout(tx, {
    vendorId,
    id: uuid() as CheckoutId,
    debtorId,
    kind: "saved_card",
    payLinkId,
    savedCardId: card.id,
    selectionKey: key,
    currency,
    stripeAccountId,
    lines: lines.map(({ balanceId, wantedMinor }) => ({ balanceId, amountMinor: wantedMinor })),
    expiresAt: new Date(now.getTime() + chargeKeyLifetimeMs),
    now,
  });
  const startAfter = new Date(now.getTime() + answerPatienceMs);
  await deps.db.enqueue(tx, "charge-card", { vendorId, checkoutId }, { startAfter });
  return { outcome: "claimed", checkoutId, card: cardInWords(card), isNew: true };
}

async function charge(
  deps: Deps,
  asked: Asked,
  { checkoutId, card, isNew }: Extract<Claim, { outcome: "claimed" }>,
): Promise<PaidWithCard> {
  const { vendorId, debtorId, payLinkId, balanceIds, amountMinor, now } = asked;
  const charged = await chargeCard(deps, { vendorId, checkoutId, thenLookUp: !isNew, now });
  switch (charged.outcome) {
    case "paid":
      return { outcome: "paid", checkoutId };
    case "unresolved":
      return { outcome: "confirming", checkoutId };
    case "failed": {
      const after = { reason: charged.reason, card };
      return startPayment(deps, { vendorId, debtorId, payLinkId, balanceIds, amountMinor, after, now });
    }
  }
}
