import { formatMoney, type Money } from "~/domain/money";

/**
 * From this many characters on the largest amounts are set smaller, so that they keep to one line on a phone.
 */
const longAmount = 11;

/** The largest thing on the page. */
export function LargeAmount({ amount, language }: { amount: Money; language: string }) {
  const text = formatMoney(amount, language);
  return <strong className={text.length >= longAmount ? "long" : undefined}>{text}</strong>;
}
