import { formatMoney, isCurrency, minorDigits, money, toDecimal, type Money } from "~/domain/money";
import { classNames } from "./class-names";
import { useDesk } from "./desk-setting";

/** How the amounts of one column are set under each other; `decimalsOf` its currencies says. */
export interface Alignment {
  /** The most decimals among its currencies. */
  decimals: number;
  /** Several currencies meet in it, so each amount carries its code: `$` alone would not say which dollar. */
  isMixed: boolean;
}

export function decimalsOf(currencies: Iterable<string>): Alignment {
  const codes = new Set(currencies);
  let decimals = 0;
  for (const code of codes) if (isCurrency(code)) decimals = Math.max(decimals, minorDigits(code));
  return { decimals, isMixed: codes.size > 1 };
}

/**
 * An amount in the vendor's format, with every decimal of its currency. Amounts given the same `alignTo` line
 * up at the decimal, whatever their currencies.
 */
export function Amount({
  amountMinor,
  currency,
  alignTo,
  className,
}: {
  amountMinor: bigint;
  currency: string;
  alignTo?: Alignment;
  className?: string;
}) {
  const { language } = useDesk();
  if (!isCurrency(currency)) return <span className="amount">{`${amountMinor} ${currency}`}</span>;
  const amount: Money = money(amountMinor, currency);
  const isMixed = alignTo?.isMixed === true;
  const text = isMixed ? plainNumber(amount, language) : formatMoney(amount, language);
  const { whole, fraction } = splitAtDecimal(text, minorDigits(currency));
  return (
    <data
      value={`${amountMinor} ${currency}`}
      className={classNames("amount", className)}
      suppressHydrationWarning
    >
      {whole}
      {(fraction !== "" || alignTo) && (
        <span className="amount-fraction" data-decimals={alignTo?.decimals} suppressHydrationWarning>
          {fraction}
        </span>
      )}
      {isMixed && <span className="amount-code">{currency}</span>}
    </data>
  );
}

const numberFormats = new Map<string, Intl.NumberFormat>();

/** Without a symbol, for a column in which the codes stand under each other. */
function plainNumber(amount: Money, language: string): string {
  const digits = minorDigits(amount.currency);
  const key = `${language} ${digits}`;
  const format =
    numberFormats.get(key) ??
    new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  numberFormats.set(key, format);
  return format.format(toDecimal(amount));
}

/** Cuts formatted money before its decimal mark; whatever follows the decimals (a symbol) stays with them. */
function splitAtDecimal(text: string, digits: number): { whole: string; fraction: string } {
  if (digits === 0) return { whole: text, fraction: "" };
  const found = new RegExp(`^(.*\\p{Nd})(\\P{Nd}\\p{Nd}{${digits}}\\P{Nd}*)$`, "u").exec(text);
  return { whole: found?.[1] ?? text, fraction: found?.[2] ?? "" };
}
