import type { App } from "~/server/app.server";
import { listStripeAccounts } from "~db/queries/ledger/reconciliation";
import { disconnected, lookUpAccounts } from "~/services/stripe-accounts/look-up-accounts.server";
import { refreshAccount } from "~/services/stripe-accounts/refresh-account.server";
import { lookUpFees, lookUpRefunds } from "./reconcile-money-back.server";
import { readMissedEvents } from "./reconcile-events.server";
import { detachRemovedCards } from "~/services/cards/detach-card.server";
import { lookUpCardCharges, lookUpPayments, lookUpSessions } from "./reconcile-lookups.server";

export interface Reconciled {
  /** Events, accounts, sessions and payments that Stripe was asked about. */
  looked: number;
  /** Events that had not arrived: they are in the inbox now, and a worker applies them. */
  missed: number;
  /** Sessions and payments whose end was found by asking for it, and applied. */
  repaired: number;
  /** What could not be brought to agree with Stripe, a sentence each; the next run tries again. */
  differences: string[];
}

/**
 * Finds what happened at Stripe without our hearing of it, and gives it the effect its event would have had:
 * from Stripe's list of events as far as that goes, and beyond it by asking for each session and payment
 * whose end is not known. Any number of runs at once lead to what one leads to; one that dies loses nothing.
 *
 * An account that cannot be asked is a difference and holds no other up.
 */
export async function reconcileStripe(
  deps: Pick<App, "db" | "stripe" | "log">,
  { now, since }: { now: Date; since?: Date },
): Promise<Reconciled> {
  const { looked, differences } = await lookUpAccounts(deps, { now });
  const found: Reconciled = { looked, missed: 0, repaired: 0, differences };
  const accounts = await deps.db.asSystem((tx) => listStripeAccounts(tx));
  for (const stripeAccountId of accounts) {
    try {
      const read = await readMissedEvents(deps, { stripeAccountId, since: since ?? null, now });
      found.looked += read.looked;
      found.missed += read.missed;
    } catch (error) {
      deps.log.error({ err: error, stripeAccountId }, "Stripe's events could not be read");
      found.differences.push(await describeUnread(deps, { stripeAccountId, error, now }));
    }
  }
  for (const lookUp of lookUps) {
    const { looked, repaired, differences } = await lookUp(deps, { now });
    found.looked += looked;
    found.repaired += repaired;
    found.differences.push(...differences);
  }
  if (found.missed + found.repaired > 0) {
    const { missed, repaired } = found;
    deps.log.warn({ missed, repaired }, "Reconciliation found what no webhook had brought");
  }
  return found;
}

/** What is asked about one by one, as no list of Stripe's need show it: what settles a debt comes first. */
const lookUps = [
  lookUpSessions,
  lookUpPayments,
  lookUpCardCharges,
  lookUpRefunds,
  lookUpFees,
  detachRemovedCards,
];

/** Events that cannot be read may mean that the vendor withdrew access, which Stripe says only once. */
async function describeUnread(
  deps: Pick<App, "db" | "stripe">,
  { stripeAccountId, error, now }: { stripeAccountId: string | null; error: unknown; now: Date },
): Promise<string> {
  if (stripeAccountId === null)
    return `The events of the operator's own account could not be read: ${String(error)}`;
  const outcome = await refreshAccount(deps, { stripeAccountId, now }).catch(String);
  if (outcome === "account disconnected") return disconnected(stripeAccountId);
  return `The events of ${stripeAccountId} could not be read: ${String(error)}`;
}
