import type { BalancesResult } from "./import-result";
import type { ParsedBalance } from "~/domain/import/rows/read-balances";
import type { Money } from "~/domain/money";

/** What was billed and settled, per currency. */
export function balanceTotals(rows: readonly ParsedBalance[]): BalancesResult["totals"] {
  const found = new Map<string, BalancesResult["totals"][number]>();
  for (const { currency, amountMinor, settled } of rows) {
    const before = found.get(currency) ?? { currency, balances: 0, amountMinor: 0n, settledMinor: 0n };
    found.set(currency, {
      currency,
      balances: before.balances + 1,
      amountMinor: before.amountMinor + amountMinor,
      settledMinor: before.settledMinor + (settled?.amountMinor ?? 0n),
    });
  }
  return [...found.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** What a file settles on balances that were here, per currency; an amount for each balance. */
export function settledTotals(amounts: readonly Money[]): BalancesResult["settledByFile"] {
  const found = new Map<string, BalancesResult["settledByFile"][number]>();
  for (const { currency, amountMinor } of amounts) {
    const before = found.get(currency) ?? { currency, balances: 0, amountMinor: 0n };
    found.set(currency, {
      currency,
      balances: before.balances + 1,
      amountMinor: before.amountMinor + amountMinor,
    });
  }
  return [...found.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
