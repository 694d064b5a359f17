import { v7 as uuid } from "uuid";
import type { BalanceId, CheckoutId, DebtorId, PayLinkId, VendorId } from "~/domain/ids";
import { money, sum, type Money } from "~/domain/money";
import { signToken } from "~/domain/pay-link";
import { selectionKey } from "~/domain/selection";
import type { CheckoutFacts } from "~/domain/stripe-facts";
import type { App } from "~/server/app.server";
import {
  claimCheckout,
  describeCheckout,
  findCheckout,
  lockDebtorForPayment,
  moveCheckout,
  retireExpired,
  selectOutstanding,
  type CheckoutRow,
} from "~db/queries/ledger/checkouts";
import { recordEvents } from "~db/queries/vendor/timeline";
import { failpoint } from "~/services/failpoint.server";
import { payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import { endSessions, endSessionsElsewhere } from "./end-sessions.server";

type Deps = Pick<App, "db" | "stripe" | "env" | "log" | "linkKeys">;

interface Asked {
  vendorId: VendorId;
  debtorId: DebtorId;
  payLinkId: PayLinkId;
  balanceIds: readonly BalanceId[];
  now: Date;
}

export type StartedPayment =
  | { outcome: "redirect"; url: string }
  | { outcome: "nothing_to_pay" }
  | { outcome: "mixed_currencies" }
  | { outcome: "too_small"; minimum: Money }
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
    const { checkout, parties } = claim;
    const session = checkout.stripeSessionId
      ? await reuseSession(deps, {
          checkout,
          parties,
          stripeSessionId: checkout.stripeSessionId,
          now: asked.now,
        })
      : await openSession(deps, { checkout, parties, now: asked.now });
    if (session.outcome !== "gone") return session;
  }
  return { outcome: "unavailable" };
}

type Parties = Awaited<ReturnType<typeof describeCheckout>>;
type Claim =
  | { outcome: "claimed"; checkout: CheckoutRow; parties: Parties }
  | Exclude<StartedPayment, { outcome: "redirect" }>;

function claimSelection(
  deps: Deps,
  { vendorId, debtorId, payLinkId, balanceIds, now }: Asked,
): Promise<Claim> {
  return deps.db.asVendor(vendorId, async (tx): Promise<Claim> => {
    const locked = await lockDebtorForPayment(tx, { vendorId, debtorId });
    const selected = await selectOutstanding(tx, { vendorId, debtorId, balanceIds });
    const [first] = selected;
    if (!locked || !first) return { outcome: "nothing_to_pay" };
    // Never into another account than the vendor's own choice, not even the operator's.
    if (!locked.canCollect) return { outcome: "unavailable" };
    const { currency } = first;
    if (selected.some((balance) => balance.currency !== currency)) return { outcome: "mixed_currencies" };
    const total = sum(
      currency,
      selected.map(({ outstandingMinor }) => money(outstandingMinor, currency)),
    );
    const minimum = deps.stripe.minimumCharge(currency);
    if (total.amountMinor < minimum.amountMinor) return { outcome: "too_small", minimum };

    await endSessionsElsewhere(deps, tx, { ...locked, vendorId, debtorId, now });
    await retireExpired(tx, { vendorId, debtorId, before: new Date(now.getTime() + sessionMarginMs), now });
    const checkout = await claimCheckout(tx, {
      vendorId,
      id: uuid() as CheckoutId,
      debtorId,
      payLinkId,
      selectionKey: selectionKey(currency, selected),
      currency,
      stripeAccountId: locked.stripeAccountId,
      lines: selected.map(({ balanceId, outstandingMinor }) => ({
        balanceId,
        amountMinor: outstandingMinor,
      })),
      expiresAt: new Date(now.getTime() + sessionLifetimeMs),
      now,
    });
    await endSessions(deps, tx, { vendorId, debtorId, except: checkout.id, now });
    return {
      outcome: "claimed",
      checkout,
      parties: await describeCheckout(tx, { vendorId, id: checkout.id }),
    };
  });
}

interface Standing {
  checkout: CheckoutRow;
  parties: Parties;
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

async function openSession(deps: Deps, { checkout, parties, now }: Standing): Promise<StartedPayment | Gone> {
  const { vendorId, debtorId, id, currency } = checkout;
  const page = pageUrl(deps, parties);
  const answer = await deps.stripe.createCheckout({
    origin: { vendorId, debtorId, checkoutId: id },
    lines: parties.lines.map(({ reference, description, amountMinor }) => ({
      name: description ?? reference,
      description: description ? `${parties.vendorName} · ${reference}` : parties.vendorName,
      amount: money(amountMinor, currency),
    })),
    email: parties.email,
    language: parties.language,
    successUrl: `${page}?session={CHECKOUT_SESSION_ID}`,
    cancelUrl: page,
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
      return { outcome: "too_small", minimum: deps.stripe.minimumCharge(currency) };
    }
    case "unavailable":
      // The row stays as it is: whether Stripe made the session or not, the same key finds out at the next
      // click.
      deps.log.warn({ checkoutId: id }, `Stripe could not be asked for a session: ${answer.message}`);
      return { outcome: "unavailable" };
  }
}

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
