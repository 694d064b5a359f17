import { v7 as uuid } from "uuid";
import type { MessageKey } from "~/domain/debtor-language/messages";
import { wordsFor } from "~/domain/debtor-language/words";
import type { CheckoutId, PayLinkId } from "~/domain/ids";
import { money } from "~/domain/money";
import { signToken } from "~/domain/pay-link";
import { selectionKey } from "~/domain/selection";
import type { CheckoutFacts } from "~/domain/stripe-facts";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import {
  claimCheckout,
  describeCheckout,
  findCheckout,
  lockDebtorForPayment,
  moveCheckout,
  retireExpired,
  type CheckoutRow,
} from "~db/queries/ledger/checkouts";
import { findStripeCustomer, findUnresolvedCharges } from "~db/queries/ledger/saved-cards";
import { recordEvents } from "~db/queries/vendor/timeline";
import { failpoint } from "~/services/failpoint.server";
import { payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import type { CardFailure } from "~/services/cards/charge-card.server";
import { endSessions, endSessionsElsewhere } from "./end-sessions.server";
import { selectLines, type NoLines, type Selection } from "./select-lines.server";

type Deps = Pick<App, "db" | "stripe" | "env" | "log" | "linkKeys">;

interface Asked extends Selection {
  payLinkId: PayLinkId;
  /** Whether the debtor ticked that the card is to be kept for the next time. */
  keepCard?: boolean;
  /** Why the debtor comes here although a card is kept: it could not be charged. */
  after?: { reason: CardFailure; card: string };
  /** What is agreed along with the payment, in the transaction that claims it; it throws to claim nothing. */
  agreement?: { name: string; write: (tx: Tx, checkout: CheckoutRow) => Promise<void> };
  now: Date;
}

export type StartedPayment =
  | { outcome: "redirect"; url: string }
  /** A charge of the kept card may have taken it already; a second way to pay the same is not opened. */
  | { outcome: "confirming"; checkoutId: CheckoutId }
  | NoLines
  | { outcome: "unavailable" };

/** The session ended under our hands; the selection is to be claimed afresh. */
type Gone = { outcome: "gone" };

/** Stripe lets a session live for 24 hours at most; an hour less leaves room for clocks that disagree. */
const sessionLifetimeMs = 23 * 3_600_000;
/** A session with less than this left is not handed out: the person would meet its end halfway. */
const sessionMarginMs = 10 * 60_000;
/**
 * A session can end between our look and Stripe's; once more is enough, and a limit keeps it from going on.
 */
const maxClaims = 3;

/**
 * Takes a debtor to Stripe's page for what is outstanding on the selected balances. However many clicks on
 * however many devices, one session is open per state of the selection; another selection takes the old
 * session back.
 *
 * The row and its idempotency key are committed before Stripe is called, so a crash in between is finished by
 * the next click, which asks for the same session.
 */
export async function startPayment(deps: Deps, asked: Asked): Promise<StartedPayment> {
  for (let claims = 0; claims < maxClaims; claims += 1) {
    const claim = await claimSelection(deps, asked);
    if (claim.outcome !== "claimed") return claim;
    failpoint("start-payment:claimed");
    const { stripeSessionId } = claim.checkout;
    const standing = { ...claim, after: asked.after, now: asked.now };
    const session = stripeSessionId
      ? await reuseSession(deps, { ...standing, stripeSessionId })
      : await openSession(deps, standing);
    if (session.outcome !== "gone") return session;
  }
  return { outcome: "unavailable" };
}

type Parties = Awaited<ReturnType<typeof describeCheckout>>;
type Claim =
  | { outcome: "claimed"; checkout: CheckoutRow; parties: Parties; stripeCustomerId: string | null }
  | Exclude<StartedPayment, { outcome: "redirect" }>;

function claimSelection(deps: Deps, asked: Asked): Promise<Claim> {
  const { vendorId, debtorId, payLinkId, keepCard = false, after, agreement, now } = asked;
  return deps.db.asVendor(vendorId, async (tx): Promise<Claim> => {
    const locked = await lockDebtorForPayment(tx, { vendorId, debtorId });
    if (!locked) return { outcome: "nothing_to_pay" };
    const selection = await selectLines(deps, tx, asked);
    if (selection.outcome !== "lines") return selection;
    // Never into another account than the vendor's own choice, not even the operator's.
    if (!locked.canCollect) return { outcome: "unavailable" };
    const { stripeAccountId } = locked;
    const { currency, lines } = selection;
    const balanceIds = lines.map(({ balanceId }) => balanceId);
    const [unresolved] = await findUnresolvedCharges(tx, { vendorId, debtorId, balanceIds });
    if (unresolved) return { outcome: "confirming", checkoutId: unresolved.id };

    await endSessionsElsewhere(deps, tx, { ...locked, vendorId, debtorId, now });
    await retireExpired(tx, { vendorId, debtorId, before: new Date(now.getTime() + sessionMarginMs), now });
    const made = [keepCard ? "keep_card" : null, after?.reason, agreement?.name].filter(
      (mark) => mark != null,
    );
    const checkout = await claimCheckout(tx, {
      vendorId,
      id: uuid() as CheckoutId,
      debtorId,
      payLinkId,
      keepCard,
      selectionKey: selectionKey(currency, lines, made),
      currency,
      stripeAccountId,
      lines: lines.map(({ balanceId, wantedMinor }) => ({ balanceId, amountMinor: wantedMinor })),
      expiresAt: new Date(now.getTime() + sessionLifetimeMs),
      now,
    });
    await endSessions(deps, tx, { vendorId, debtorId, except: checkout.id, now });
    await agreement?.write(tx, checkout);
    return {
      outcome: "claimed",
      checkout,
      parties: await describeCheckout(tx, { vendorId, id: checkout.id }),
      stripeCustomerId: await findStripeCustomer(tx, { vendorId, debtorId, stripeAccountId }),
    };
  });
}

interface Standing extends Pick<Extract<Claim, { outcome: "claimed" }>, "parties" | "stripeCustomerId"> {
  checkout: CheckoutRow;
  after: Asked["after"];
  now: Date;
}

/** Shows a standing session as Stripe has it now: still open, just paid, or ended without our knowing. */
async function reuseSession(
  deps: Deps,
  { checkout, parties, stripeSessionId, now }: Standing & { stripeSessionId: string },
): Promise<StartedPayment | Gone> {
  let session: CheckoutFacts | null;
  try {
    session = await deps.stripe.retrieveCheckout(stripeSessionId, checkout.stripeAccountId);
  } catch (error) {
    deps.log.warn({ err: error, checkoutId: checkout.id }, "Stripe could not show a standing session");
    return { outcome: "unavailable" };
  }
  if (session?.status === "open" && session.url) return { outcome: "redirect", url: session.url };
  if (session?.status === "complete") {
    return { outcome: "redirect", url: `${pageUrl(deps, parties)}?session=${stripeSessionId}` };
  }
  const { vendorId, id } = checkout;
  await deps.db.asVendor(vendorId, (tx) =>
    moveCheckout(tx, { vendorId, id, from: ["open"], to: "expired", now }),
  );
  return { outcome: "gone" };
}

async function openSession(deps: Deps, standing: Standing): Promise<StartedPayment | Gone> {
  const { checkout, parties, stripeCustomerId, after, now } = standing;
  const { vendorId, debtorId, id, currency } = checkout;
  const page = pageUrl(deps, parties);
  const answer = await deps.stripe.createCheckout({
    origin: { vendorId, debtorId, checkoutId: id },
    lines: parties.lines.map(({ reference, description, amountMinor }) => ({
      name: description ?? reference,
      description: description ? `${parties.vendorName} · ${reference}` : parties.vendorName,
      amount: money(amountMinor, currency),
    })),
    whole: {
      name: parties.vendorName,
      description: parties.lines
        .map(({ reference }) => reference)
        .join(", ")
        .slice(0, descriptionLength),
      amount: money(checkout.amountMinor, currency),
    },
    keepCard: checkout.keepCard ? { stripeCustomerId } : null,
    note: after ? wordsFor(parties.language).say(noteKeys[after.reason], { card: after.card }) : null,
    email: parties.email,
    language: parties.language,
    successUrl: `${page}?session={CHECKOUT_SESSION_ID}`,
    cancelUrl: after ? `${page}?card=${after.reason}` : page,
    expiresAt: checkout.expiresAt,
    idempotencyKey: checkout.idempotencyKey,
    stripeAccountId: checkout.stripeAccountId,
  });
  switch (answer.kind) {
    case "open": {
      failpoint("start-payment:answered");
      const kept = await keepSession(deps, { checkout, session: answer.session, now });
      failpoint("start-payment:kept");
      return kept;
    }
    case "refused": {
      deps.log.error({ checkoutId: id, code: answer.code }, `Stripe refused a session: ${answer.message}`);
      await deps.db.asVendor(vendorId, (tx) =>
        moveCheckout(tx, { vendorId, id, from: ["creating"], to: "failed", now, lastError: answer.message }),
      );
      if (answer.code !== "amount_too_small") return { outcome: "unavailable" };
      return { outcome: "too_small", minimum: null };
    }
    case "unavailable":
      // The row stays as it is: whether Stripe made the session or not, the same key finds out at the next
      // click.
      deps.log.warn({ checkoutId: id }, `Stripe could not be asked for a session: ${answer.message}`);
      return { outcome: "unavailable" };
  }
}

/** What Stripe's page says above its button to whoever's kept card could not be charged. */
const noteKeys = {
  declined: "cardDeclined",
  needs_authentication: "cardNeedsApproval",
  refused: "cardRefused",
} as const satisfies Record<CardFailure, MessageKey>;

/** Long enough for a page of references; Stripe's page shows no more of it. */
const descriptionLength = 300;

/** Records the session Stripe made, unless the selection was taken back in the meantime. */
function keepSession(
  deps: Deps,
  { checkout, session, now }: { checkout: CheckoutRow; session: CheckoutFacts; now: Date },
): Promise<StartedPayment | Gone> {
  const { vendorId, debtorId, id } = checkout;
  const stripe = { sessionId: session.stripeSessionId, url: session.url };
  return deps.db.asVendor(vendorId, async (tx): Promise<StartedPayment | Gone> => {
    const opened = await moveCheckout(tx, { vendorId, id, from: ["creating"], to: "open", now, stripe });
    if (opened) {
      const causedBy = `checkout:${id}`;
      const details = { amountMinor: checkout.amountMinor.toString(), currency: checkout.currency };
      await recordEvents(tx, {
        vendorId,
        events: [{ debtorId, kind: "checkout_started", actor: "debtor", occurredAt: now, causedBy, details }],
      });
    }
    const current = await findCheckout(tx, { vendorId, id });
    if (current?.state === "open" && session.url) return { outcome: "redirect", url: session.url };
    await moveCheckout(tx, { vendorId, id, from: ["superseded"], to: "superseded", now, stripe });
    await deps.db.enqueue(tx, "expire-checkout", { vendorId, checkoutId: id });
    return { outcome: "gone" };
  });
}

/** The page the debtor came from. The token is made again rather than kept, since it is a secret. */
function pageUrl(deps: Deps, { payLink }: Parties): string {
  const token = signToken(deps.linkKeys, { linkId: payLink.id, expiresAt: payLink.expiresAt });
  return payLinkUrl(deps.env.appUrl, token);
}
