import { collectedPerCost, type Collected, type EffectCounts } from "~/domain/effect/facts";
import { currencySchema, minorDigits } from "~/domain/money";
import { writeUnitCost } from "~/domain/unit-cost";
import { Amount } from "./amount";
import { useDesk } from "./desk-setting";

/** Amounts under each other, a line for each currency. */
export function CollectedAmounts({ collected }: { collected: readonly Collected[] }) {
  if (collected.length === 0) return <span className="text-ink-soft">–</span>;
  return collected.map(({ currency, amountMinor }) => (
    <span key={currency} className="block whitespace-nowrap">
      <Amount amountMinor={amountMinor} currency={currency} />
    </span>
  ));
}

/** What contacts cost in the vendor's currency: to the cent, or as far as it takes to show anything. */
export function ContactCost({ counts, currency }: { counts: EffectCounts; currency: string }) {
  const { language } = useDesk();
  const { costMicros, costUnknown } = counts;
  const code = currencySchema.safeParse(currency);
  if (!code.success) return null;
  const digits = minorDigits(code.data);
  const minorMicros = 10n ** BigInt(6 - digits);
  const isFine = costMicros > 0n && costMicros < minorMicros * 10n;
  return (
    <span className="whitespace-nowrap tabular-nums">
      {isFine ? (
        `${writeUnitCost(Number(costMicros), language)} ${currency}`
      ) : (
        <Amount amountMinor={(costMicros + minorMicros / 2n) / minorMicros} currency={currency} />
      )}
      {costUnknown > 0 && (
        <span className="block text-xs text-ink-soft">without {costUnknown} not known</span>
      )}
    </span>
  );
}

/** How many units of its currency the vendor collected for each one spent. */
export function PerCost({ counts, currency }: { counts: EffectCounts; currency: string }) {
  const { language } = useDesk();
  const code = currencySchema.safeParse(currency);
  if (!code.success) return null;
  const ratio = collectedPerCost(counts, {
    currency: code.data,
    minorPerUnit: 10 ** minorDigits(code.data),
  });
  if (ratio === null) return <span className="text-ink-soft">–</span>;
  const format = new Intl.NumberFormat(language, { maximumSignificantDigits: 3, useGrouping: true });
  return <span className="tabular-nums">{format.format(ratio)}</span>;
}
