import type { VendorId } from "~/domain/ids";
import type { AccountFacts } from "~/domain/stripe-account";
import type { Tx } from "~db/client";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import {
  flagPaymentsOnTheirWay,
  lockConnectedAccount,
  lockVendorForAccounts,
  readCollection,
  writeAccount,
} from "~db/queries/vendor/connected-accounts";
import { listOwingDebtors } from "~db/queries/vendor/vendors";

/** What Stripe said of an account, and when it was asked; facts are null where it no longer opens it. */
export interface AccountNews {
  stripeAccountId: string;
  facts: AccountFacts | null;
  askedAt: Date;
}

const outOfReach =
  "It was on its way to a Stripe account that was disconnected since: look there for what became of it.";

/**
 * Brings our row of a connected account to where Stripe has it. An answer that is older than the one written
 * last changes nothing. When payments to the vendor become possible again, whoever owes something is looked
 * at again, since reminders were held meanwhile.
 *
 * @returns what became of it, in a few words.
 */
export async function applyAccountFacts(tx: Tx, news: AccountNews): Promise<string> {
  const { stripeAccountId, facts, askedAt } = news;
  const account = await lockConnectedAccount(tx, stripeAccountId);
  if (!account) return "not an account of a vendor";
  const { vendorId, checkedAt, disconnectedAt } = account;
  if (checkedAt && checkedAt > askedAt) return "newer is known of the account";
  if (!facts && disconnectedAt) return "already disconnected";
  // Payments come before the vendor, as where one is credited, so that the two cannot deadlock.
  if (!facts) await flagPaymentsOnTheirWay(tx, { vendorId, stripeAccountId, flag: outOfReach });
  await lockVendorForAccounts(tx, { vendorId });
  const before = await readCollection(tx, { vendorId });
  await writeAccount(tx, news);
  const after = await readCollection(tx, { vendorId });
  if (after.canCollect && !before.canCollect) await lookAtOwing(tx, { vendorId, now: askedAt });
  return facts ? "account updated" : "account disconnected";
}

/** Has the sweep look at everyone who owes this vendor something. */
export async function lookAtOwing(
  tx: Tx,
  { vendorId, now }: { vendorId: VendorId; now: Date },
): Promise<void> {
  const debtorIds = await listOwingDebtors(tx, { vendorId });
  await lookAgain(tx, { vendorId, debtorIds, at: now });
}
