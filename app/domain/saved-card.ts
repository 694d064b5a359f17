import type { CivilDate } from "./dates";

/** What a debtor sees of a card they let the vendor keep. */
export interface ShownCard {
  /** As Stripe writes it: `visa`. */
  brand: string;
  last4: string;
}

/** By Stripe's words for the brands. https://docs.stripe.com/api/payment_methods/object */
const brandNames: Readonly<Record<string, string>> = {
  amex: "American Express",
  diners: "Diners Club",
  discover: "Discover",
  eftpos_au: "eftpos",
  jcb: "JCB",
  link: "Link",
  mastercard: "Mastercard",
  unionpay: "UnionPay",
  visa: "Visa",
};

/** `Visa ···· 4242`, which does not break across lines between the dots and the digits. */
export function cardInWords({ brand, last4 }: ShownCard): string {
  return `${brandNames[brand] ?? "Card"} ····\u00a0${last4}`;
}

/** A card can be charged through the last day of the month it names. */
export function isCardExpired(
  { expMonth, expYear }: { expMonth: number; expYear: number },
  today: CivilDate,
): boolean {
  return today.slice(0, 7) > `${String(expYear).padStart(4, "0")}-${String(expMonth).padStart(2, "0")}`;
}
