import { formatMoney, isCurrency, minorDigits, money, type Money } from "~/domain/money";
import { classNames } from "./class-names";
import { useDesk } from "./desk-setting";

/**
 * An amount in the vendor's format, with every decimal of its currency. In a column of several currencies give the
 * largest number of decimals among them as `alignTo`, and the columns line up at the decimal.
 */
export function Amount(
  { amountMinor, currency, alignTo, className }:
    { amountMinor: bigint; currency: string; alignTo?: number; className?: string },
) {
  const { language } = useDesk();
  if (!isCurrency(currency)) return <span className="amount">{`${amountMinor} ${currency}`}</span>;
  const amount: Money = money(amountMinor, currency);
  const { whole, fraction } = splitAtDecimal(formatMoney(amount, language), minorDigits(currency));
  return (
    <data value={`${amountMinor} ${currency}`} className={classNames("amount", className)}>
      {whole}
      {(fraction !== "" || alignTo !== undefined) && (
        <span className="amount-fraction" data-decimals={alignTo}>{fraction}</span>
      )}
    </data>
  );
}

/** The most decimals among the currencies of a column. */
export function decimalsOf(currencies: Iterable<string>): number {
  let most = 0;
  for (const code of currencies) if (isCurrency(code)) most = Math.max(most, minorDigits(code));
  return most;
}

/** Cuts formatted money before its decimal mark; whatever follows the decimals (a symbol) stays with them. */
function splitAtDecimal(text: string, digits: number): { whole: string; fraction: string } {
  if (digits === 0) return { whole: text, fraction: "" };
  const found = new RegExp(`^(.*\\p{Nd})(\\P{Nd}\\p{Nd}{${digits}}\\P{Nd}*)$`, "u").exec(text);
  return { whole: found?.[1] ?? text, fraction: found?.[2] ?? "" };
}
