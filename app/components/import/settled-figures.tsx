import { Amount } from "~/components/desk/amount";
import { Figure } from "~/components/desk/figures";
import { plural } from "~/components/desk/words";
import type { BalancesResult } from "~/domain/import/outcome/import-result";

/** What a file settles of the balances that were here before it; nothing where it settles none. */
export function SettledFigures({ settledByFile }: Pick<BalancesResult, "settledByFile">) {
  return settledByFile.map(({ currency, balances, amountMinor }) => (
    <Figure
      key={currency}
      name={settledByFile.length > 1 ? `Settled by this file, ${currency}` : "Settled by this file"}
      note={`paid on ${plural(balances, "balance")} already here`}
    >
      <Amount amountMinor={amountMinor} currency={currency} />
    </Figure>
  ));
}
