import { type Currency, isCurrency } from "~/domain/money";

/** Signs and everyday abbreviations, with every currency each may mean. */
const DOLLARS = `
  USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU DOP BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD
  TTD XCD`;

const SIGNS: Record<string, string> = {
  $: DOLLARS.trim().replaceAll(/\s+/g, " "),
  US$: "USD",
  CA$: "CAD",
  C$: "CAD NIO",
  A$: "AUD",
  AU$: "AUD",
  NZ$: "NZD",
  S$: "SGD",
  HK$: "HKD",
  NT$: "TWD",
  MX$: "MXN",
  R$: "BRL",
  "€": "EUR",
  EURO: "EUR",
  "£": "GBP",
  "¥": "JPY CNY",
  "₹": "INR",
  RS: "INR PKR LKR NPR MUR SCR",
  "₩": "KRW",
  "₪": "ILS",
  "₫": "VND",
  "₴": "UAH",
  "₱": "PHP",
  "₦": "NGN",
  "₺": "TRY",
  "₽": "RUB",
  "฿": "THB",
  "₡": "CRC",
  "₲": "PYG",
  "₸": "KZT",
  "₾": "GEL",
  "₵": "GHS",
  "₮": "MNT",
  "₼": "AZN",
  FR: "CHF",
  SFR: "CHF",
  KR: "SEK NOK DKK ISK",
  ZŁ: "PLN",
  KČ: "CZK",
  FT: "HUF",
  LEI: "RON MDL",
  RM: "MYR",
  RP: "IDR",
  R: "ZAR",
  KM: "BAM",
  ЛВ: "BGN",
};

const bySign = new Map(
  Object.entries(SIGNS).map(([sign, codes]) => [sign, codes.split(" ").filter((code) => isCurrency(code))]),
);

/** Every currency a sign, abbreviation or ISO code may mean; none when it is no currency. */
export function currenciesOfMark(mark: string): Currency[] {
  const upper = mark.toUpperCase();
  if (isCurrency(upper)) return [upper];
  return bySign.get(upper) ?? [];
}
