import type { App } from "~/server/app.server";
import { listAccountsToAsk } from "~db/queries/vendor/connected-accounts";
import { refreshAccount } from "./refresh-account.server";

/** Stripe takes minutes to days over what a vendor sent; its own event comes first, as a rule. */
const incompletePauseMs = 3_600_000;
/** An account that is complete changes seldom; this finds what was withdrawn without our hearing of it. */
const completePauseMs = 12 * 3_600_000;
/** A run ends within minutes; what is left is the next one's. */
const maxLookups = 1_000;

/**
 * Asks Stripe about connected accounts whose last answer is old. One that cannot be asked is a difference and
 * holds no other up, and so is one that turns out to be disconnected, once.
 */
export async function lookUpAccounts(
  deps: Pick<App, "db" | "stripe" | "log">,
  { now }: { now: Date },
): Promise<{ looked: number; differences: string[] }> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const due = {
    incompleteBefore: ago(incompletePauseMs),
    completeBefore: ago(completePauseMs),
    limit: maxLookups,
  };
  const accounts = await deps.db.asSystem((tx) => listAccountsToAsk(tx, due));
  const differences: string[] = [];
  for (const stripeAccountId of accounts) {
    try {
      const outcome = await refreshAccount(deps, { stripeAccountId, now });
      if (outcome === "account disconnected") differences.push(disconnected(stripeAccountId));
    } catch (error) {
      deps.log.error({ err: error, stripeAccountId }, "Stripe could not be asked about an account");
      differences.push(`${stripeAccountId} could not be looked up: ${String(error)}`);
    }
  }
  return { looked: accounts.length, differences };
}

export function disconnected(stripeAccountId: string): string {
  return `${stripeAccountId} no longer lets this portal in: nothing can be read or collected there`;
}
