import { refused, rejected } from "~tests/stand-ins/stripe/http/errors";

/** Presentment currencies of docs.stripe.com/currencies, without those only some cards can pay in. */
const CURRENCIES = new Set(
  (
    "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn " +
    "bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf " +
    "gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr " +
    "lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen " +
    "pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd " +
    "top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw"
  ).split(" "),
);

const ZERO_DECIMAL = new Set("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "));
const THREE_DECIMAL = new Set("bhd jod kwd omr tnd".split(" "));
/** Whole units only, yet written with two decimals for the sake of old integrations. */
const WHOLE_IN_HUNDREDTHS = new Set(["isk", "ugx"]);

/** Minimum charges of docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in minor units. */
const MINIMUM: Record<string, number> = {
  usd: 50,
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
};

/**
 * Everything else must convert to 50 US cents. These round figures (major units a dollar buys) stand in for
 * Stripe's rates of the day; a currency that is not here is taken at par.
 */
const PER_DOLLAR: Record<string, number> = {
  bhd: 0.4,
  clp: 950,
  cop: 4000,
  idr: 16000,
  ils: 3.6,
  isk: 138,
  jod: 0.7,
  krw: 1400,
  kwd: 0.3,
  omr: 0.4,
  php: 58,
  rwf: 1400,
  tnd: 3,
  try: 40,
  twd: 32,
  ugx: 3700,
  vnd: 26000,
  xaf: 600,
  xof: 600,
  zar: 18,
};

/** Most amounts have at most eight digits; these currencies have room for more. */
const DIGITS: Record<string, number> = { cop: 10, huf: 10, idr: 12, inr: 9, jpy: 10 };

export function decimalsOf(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

export function knownCurrency(sent: string, param: string): string {
  const currency = sent.toLowerCase();
  if (CURRENCIES.has(currency)) return currency;
  const known = [...CURRENCIES].join(", ");
  throw rejected(`Invalid currency: ${sent}. Stripe currently supports these currencies: ${known}`, {
    param,
  });
}

/** The smallest amount that can be charged, in minor units. */
export function minimumFor(currency: string): number {
  const known = MINIMUM[currency];
  if (known !== undefined) return known;
  const step = smallestStep(currency);
  const exact = 0.5 * (PER_DOLLAR[currency] ?? 1) * 10 ** decimalsOf(currency);
  return Math.ceil(exact / step) * step;
}

export function maximumFor(currency: string): number {
  return 10 ** (DIGITS[currency] ?? 8) - 1;
}

/** Three-decimal amounts end in 0, and isk and ugx are whole, though written with decimals. */
function smallestStep(currency: string): number {
  if (WHOLE_IN_HUNDREDTHS.has(currency)) return 100;
  return THREE_DECIMAL.has(currency) ? 10 : 1;
}

/** Refuses what Stripe would not charge. `says` words the refusal for a bare amount or a session's total. */
export function checkChargeable(amount: number, currency: string, says: "amount" | "total"): void {
  const param = says === "amount" ? { param: "amount" } : {};
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw rejected("Invalid non-negative integer", { code: "parameter_invalid_integer", ...param });
  }
  const step = smallestStep(currency);
  if (amount % step !== 0) {
    throw refused(`Amounts in ${currency} must be divisible by ${step}.`, {
      code: "invalid_charge_amount",
      ...param,
    });
  }
  const minimum = minimumFor(currency);
  if (amount < minimum) {
    const least = `${printed(minimum, currency)} ${currency}`;
    const message =
      says === "amount"
        ? `Amount must be at least ${least}`
        : `The Checkout Session's total amount due must add up to at least ${least}`;
    throw refused(message, { code: "amount_too_small", ...param });
  }
  const maximum = maximumFor(currency);
  if (amount > maximum) {
    const message = `Amount must be no more than ${printed(maximum, currency)} ${currency}`;
    throw refused(message, { code: "amount_too_large", ...param });
  }
}

/**
 * An amount as a person reads it. A double holds every chargeable amount exactly enough to print its
 * decimals.
 */
export function printed(amountMinor: number, currency: string, locale = "en-US"): string {
  const decimals = decimalsOf(currency);
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: currency.toUpperCase(),
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return format.format(amountMinor / 10 ** decimals);
}
