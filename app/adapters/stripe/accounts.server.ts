import Stripe from "stripe";
import type { VendorId } from "~/domain/ids";
import type { AccountFacts } from "~/domain/stripe-account";

export interface NewAccount {
  vendorId: VendorId;
  /** ISO 3166-1 alpha-2. Stripe does not let it be changed later. */
  country: string;
  /** Sent as Idempotency-Key: the same key asks for the same account, however often. */
  idempotencyKey: string;
}

export type AccountAnswer =
  | { kind: "created"; account: AccountFacts }
  /** Stripe said no and would say so again to the same key. */
  | { kind: "refused"; message: string }
  /** Stripe could not be reached or could not say; asking again with the same key is safe. */
  | { kind: "unavailable"; message: string };

/** Accounts of vendors' own, connected to the operator's. */
export interface AccountCalls {
  createAccount(account: NewAccount): Promise<AccountAnswer>;
  /**
   * An address at Stripe where the vendor says what Stripe wants to know. It works once and for minutes only,
   * and whoever has it can fill it in: it is for the vendor's browser alone, and never kept or logged.
   * https://docs.stripe.com/api/account_links
   */
  createOnboardingLink(link: {
    stripeAccountId: string;
    refreshUrl: string;
    returnUrl: string;
  }): Promise<string>;
  /** Null when there is no such account, or the operator's key opens it no longer. */
  retrieveAccount(stripeAccountId: string): Promise<AccountFacts | null>;
}

export function accountCalls(stripe: Stripe): AccountCalls {
  return {
    createAccount: (account) => createAccount(stripe, account),
    async createOnboardingLink({ stripeAccountId, refreshUrl, returnUrl }) {
      const { url } = await stripe.accountLinks.create({
        account: stripeAccountId,
        type: "account_onboarding",
        refresh_url: refreshUrl,
        return_url: returnUrl,
      });
      return url;
    },
    retrieveAccount: (id) => retrieveAccount(stripe, id),
  };
}

/**
 * An account for direct charges whose owner has Stripe's own dashboard: they pay Stripe's fees, while Stripe
 * carries the losses and asks for what the law wants to know.
 * https://docs.stripe.com/connect/migrate-to-controller-properties
 */
async function createAccount(
  stripe: Stripe,
  { vendorId, country, idempotencyKey }: NewAccount,
): Promise<AccountAnswer> {
  try {
    const account = await stripe.accounts.create(
      {
        country,
        controller: {
          fees: { payer: "account" },
          losses: { payments: "stripe" },
          requirement_collection: "stripe",
          stripe_dashboard: { type: "full" },
        },
        capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
        // Nothing that the vendor may change meanwhile: Stripe refuses a key that comes with other details.
        metadata: { vendor_id: vendorId },
      },
      { idempotencyKey },
    );
    return { kind: "created", account: accountFacts(account) };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const passing =
      error instanceof Stripe.errors.StripeConnectionError ||
      error instanceof Stripe.errors.StripeRateLimitError ||
      error.code === "idempotency_key_in_use";
    return { kind: passing ? "unavailable" : "refused", message: error.message };
  }
}

async function retrieveAccount(stripe: Stripe, stripeAccountId: string): Promise<AccountFacts | null> {
  try {
    return accountFacts(await stripe.accounts.retrieve(stripeAccountId));
  } catch (error) {
    if (isOutOfReach(error)) return null;
    throw error;
  }
}

/** Withdrawn or never there; a key that lacks a permission is another matter, and an error. */
function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeError)) return false;
  return error.code === "account_invalid" || error.statusCode === 404;
}

function accountFacts(account: Stripe.Account): AccountFacts {
  return {
    stripeAccountId: account.id,
    detailsSubmitted: account.details_submitted,
    chargesEnabled: account.charges_enabled,
    payoutsEnabled: account.payouts_enabled,
    currentlyDue: account.requirements?.currently_due ?? [],
    disabledReason: account.requirements?.disabled_reason ?? null,
  };
}
