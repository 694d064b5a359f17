import type { Ids } from "~tests/stand-ins/stripe/state/ids";
import type { Store } from "~tests/stand-ins/stripe/state/store";

/** How long what Stripe does in its own time takes here. */
export interface Timing {
  /** From a bank debit's start to its success or failure; null waits for the control. */
  bankDebitMs: number | null;
  /** From a charge's success to its balance transaction: Stripe books fees a moment after the payment. */
  balanceTransactionMs: number;
  /** From a bank debit's refund to its success; card refunds succeed at once. */
  bankRefundMs: number;
}

export interface WebhookEndpoint {
  url: string;
  secret: string;
  /** True for an endpoint that hears of connected accounts, as Stripe's Connect endpoints do. */
  connect?: boolean;
}

/** What the whole stand-in shares. */
export interface World {
  store: Store;
  ids: Ids;
  /** Stripe's clock in milliseconds: the given clock plus what the control has advanced it by. */
  nowMs(): number;
  /** What the control has advanced the clock by; kept in the store as well. */
  clockOffsetMs: number;
  timing: Timing;
  endpoints: WebhookEndpoint[];
  /** Where the hosted pages are reached, without a slash at the end. */
  baseUrl(): string;
  platform: string;
  application: string;
}

/** One request, page post, control verb or due piece of work, on behalf of one account. */
export interface Call {
  world: World;
  store: Store;
  ids: Ids;
  /** The platform's own id or a connected account's. */
  account: string;
  /** Seconds since 1970, as everything in Stripe's API. */
  now: number;
  request: { id: string | null; idempotency_key: string | null };
}

/** A call that no API request caused: a page, a timer or the control. */
export function ownCall(world: World, account: string): Call {
  return {
    world,
    store: world.store,
    ids: world.ids,
    account,
    now: Math.floor(world.nowMs() / 1000),
    request: { id: null, idempotency_key: null },
  };
}
