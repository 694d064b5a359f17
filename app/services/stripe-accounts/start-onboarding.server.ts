import { v7 as uuid } from "uuid";
import type { VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import {
  dropAccountKey,
  insertConnectedAccount,
  keepAccountKey,
  listAccountsOfVendor,
  lockVendorForAccounts,
} from "~db/queries/vendor/connected-accounts";
import type { Tx } from "~db/client";

type Deps = Pick<App, "db" | "stripe" | "env" | "log">;

export type Onboarding =
  | { outcome: "redirect"; url: string }
  /** The operator has not set up accounts of vendors' own. */
  | { outcome: "not_offered" }
  /** Stripe said no, with its reason in the log: the operator has to see to it. */
  | { outcome: "refused" }
  /** Stripe could not be reached; trying again is safe. */
  | { outcome: "unavailable" };

/**
 * Takes a vendor to Stripe to say what Stripe wants to know about its own account. The account is made at the
 * first click; every later one, and any number at once, goes on with the same.
 *
 * The key under which it is asked for is committed before Stripe is called, so a crash in between is finished
 * by the next click. An account of which Stripe's answer was lost for longer than a day, which is how long
 * Stripe knows a key, stays empty and unseen.
 */
export async function startOnboarding(
  deps: Deps,
  { vendorId, now }: { vendorId: VendorId; now: Date },
): Promise<Onboarding> {
  if (!deps.env.stripe.connectWebhookSecret) return { outcome: "not_offered" };
  const claim = await claimAccount(deps, vendorId);
  if (claim.kind === "account") return linkTo(deps, claim.stripeAccountId);
  const { key, country } = claim;
  const answer = await deps.stripe.createAccount({ vendorId, country, idempotencyKey: key });
  switch (answer.kind) {
    case "created":
      return linkTo(
        deps,
        await deps.db.asVendor(vendorId, async (tx) => {
          await lockVendorForAccounts(tx, { vendorId });
          const standing = await findStanding(tx, vendorId);
          await dropAccountKey(tx, { vendorId, key });
          if (standing) return standing;
          await insertConnectedAccount(tx, { vendorId, facts: answer.account, now });
          return answer.account.stripeAccountId;
        }),
      );
    case "refused":
      deps.log.error({ vendorId }, `Stripe refused to make an account: ${answer.message}`);
      await deps.db.asVendor(vendorId, (tx) => dropAccountKey(tx, { vendorId, key }));
      return { outcome: "refused" };
    case "unavailable": {
      deps.log.warn({ vendorId }, `Stripe could not be asked for an account: ${answer.message}`);
      // Another click may have had more luck meanwhile.
      const standing = await deps.db.asVendor(vendorId, (tx) => findStanding(tx, vendorId));
      return standing ? linkTo(deps, standing) : { outcome: "unavailable" };
    }
  }
}

/** A fresh address at Stripe for an account that is there; null where the vendor has none. */
export async function continueOnboarding(
  deps: Deps,
  { vendorId }: { vendorId: VendorId },
): Promise<Onboarding | null> {
  const standing = await deps.db.asVendor(vendorId, (tx) => findStanding(tx, vendorId));
  return standing === null ? null : linkTo(deps, standing);
}

type Claim = { kind: "account"; stripeAccountId: string } | { kind: "key"; key: string; country: string };

function claimAccount(deps: Deps, vendorId: VendorId): Promise<Claim> {
  return deps.db.asVendor(vendorId, async (tx): Promise<Claim> => {
    const { country, stripeAccountKey } = await lockVendorForAccounts(tx, { vendorId });
    const standing = await findStanding(tx, vendorId);
    if (standing) return { kind: "account", stripeAccountId: standing };
    const key = stripeAccountKey ?? `account:${uuid()}`;
    await keepAccountKey(tx, { vendorId, key });
    return { kind: "key", key, country };
  });
}

/** The vendor's account that is still connected. */
async function findStanding(tx: Tx, vendorId: VendorId): Promise<string | null> {
  const accounts = await listAccountsOfVendor(tx, { vendorId });
  return accounts.find(({ disconnectedAt }) => disconnectedAt === null)?.stripeAccountId ?? null;
}

async function linkTo(deps: Deps, stripeAccountId: string): Promise<Onboarding> {
  const page = `${deps.env.appUrl}/desk/settings/stripe`;
  try {
    const url = await deps.stripe.createOnboardingLink({
      stripeAccountId,
      refreshUrl: `${page}/again`,
      returnUrl: `${page}/back`,
    });
    return { outcome: "redirect", url };
  } catch (error) {
    deps.log.warn({ err: error, stripeAccountId }, "Stripe gave no address for onboarding");
    return { outcome: "unavailable" };
  }
}
