import { fitOf } from "~/domain/charge-limits";
import type { BalanceId, DebtorId, VendorId } from "~/domain/ids";
import { allocate } from "~/domain/ledger/allocation";
import { money, type Currency, type Money } from "~/domain/money";
import { partProblem, partRange, type PartProblem } from "~/domain/pay-link/part";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { readPartTerms, selectOutstanding } from "~db/queries/ledger/checkouts";

/** Balances of one debtor, and how much is to be paid of them. */
export interface Selection {
  vendorId: VendorId;
  debtorId: DebtorId;
  balanceIds: readonly BalanceId[];
  /** A part of what is outstanding on them, in minor units; all of it where nothing is said. */
  amountMinor?: bigint | undefined;
  /** Whether the part was agreed as the instalment of a plan, so that the least part does not bound it. */
  isAgreed?: boolean;
}

export interface SelectedLines {
  outcome: "lines";
  currency: Currency;
  total: Money;
  lines: { balanceId: BalanceId; outstandingMinor: bigint; wantedMinor: bigint }[];
}

/** Why nothing can be paid of a selection. */
export type NoLines =
  | { outcome: "nothing_to_pay" }
  | { outcome: "mixed_currencies" }
  /** `minimum` is null where only Stripe can tell what is enough. */
  | { outcome: "too_small"; minimum: Money | null }
  | { outcome: "not_exact" }
  | { outcome: "part_refused"; problem: PartProblem; least: Money | null; most: Money | null };

/**
 * What is to be paid of each selected balance: all that is outstanding, or of a part the oldest due first.
 * The caller holds the debtor's lock.
 */
export async function selectLines(
  { stripe }: Pick<App, "stripe">,
  tx: Tx,
  { vendorId, debtorId, balanceIds, amountMinor, isAgreed = false }: Selection,
): Promise<SelectedLines | NoLines> {
  const selected = await selectOutstanding(tx, { vendorId, debtorId, balanceIds });
  const [first] = selected;
  if (!first) return { outcome: "nothing_to_pay" };
  const { currency } = first;
  if (selected.some((balance) => balance.currency !== currency)) return { outcome: "mixed_currencies" };
  const tickedMinor = selected.reduce((total, { outstandingMinor }) => total + outstandingMinor, 0n);
  const limits = stripe.chargeLimits(currency);
  const wantedMinor = amountMinor ?? tickedMinor;
  if (wantedMinor !== tickedMinor && !isAgreed) {
    const terms = { ...(await readPartTerms(tx, { vendorId, debtorId, currency })), limits };
    const { vendorMinimumMinor } = terms;
    const asked = vendorMinimumMinor === null ? null : { ...terms, vendorMinimumMinor };
    const problem = asked ? partProblem(wantedMinor, { tickedMinor, terms: asked }) : "not_offered";
    const range = asked && partRange(asked);
    if (problem !== null) {
      return {
        outcome: "part_refused",
        problem,
        least: range && money(range.leastMinor, currency),
        most: range && money(range.mostMinor < tickedMinor ? range.mostMinor : tickedMinor, currency),
      };
    }
  }
  switch (fitOf(wantedMinor, limits)) {
    case "too_small": {
      const minimum = limits.minimumMinor === null ? null : money(limits.minimumMinor, currency);
      return { outcome: "too_small", minimum };
    }
    case "not_exact":
      return { outcome: "not_exact" };
    case "fits": {
      const { allocations } = allocate(wantedMinor, selected);
      const wanted = new Map(allocations.map(({ balanceId, amountMinor: part }) => [balanceId, part]));
      const lines = selected.flatMap(({ balanceId, outstandingMinor }) => {
        const part = wanted.get(balanceId);
        return part === undefined ? [] : [{ balanceId, outstandingMinor, wantedMinor: part }];
      });
      return { outcome: "lines", currency, total: money(wantedMinor, currency), lines };
    }
  }
}
