import { SegmentedMessage } from "sms-segments-calculator";
import { renderLiquid, TemplateError } from "./liquid";
import { tame, type ReminderFields } from "./reminder-fields";

/**
 * One segment in the GSM 03.38 alphabet: 160 septets, its extension characters (€, [, ], {, }, ~, ^, |, \)
 * taking two.
 */
export const septetsPerSms = 160;

export interface MeasuredSms {
  encoding: "GSM-7" | "UCS-2";
  segments: number;
  /** In units of the encoding: septets for GSM-7, 16-bit units for UCS-2. */
  units: number;
}

/**
 * How the networks will count it, characters that Twilio replaces by itself (curly quotes) counted as
 * replaced.
 */
export function measureSms(text: string): MeasuredSms {
  const message = new SegmentedMessage(text, "auto", true);
  const encoding = message.getEncodingName() === "UCS-2" ? "UCS-2" : "GSM-7";
  return {
    encoding,
    segments: message.segmentsCount,
    units: message.messageSize / (encoding === "UCS-2" ? 16 : 7),
  };
}

/**
 * The text of a reminder by SMS: always one segment, the link whole. What is too long gives way in a fixed
 * order (how to stop, what it is for, the names), and characters outside the alphabet become the nearest
 * inside it (José stays, Łukasz becomes Lukasz); a name in another script is left out. If the template's own
 * words are still too long, the amount, the vendor and the link go alone.
 *
 * @throws TemplateError when even those do not fit, which takes a very long portal address.
 */
export function renderSms(
  source: string,
  fields: ReminderFields,
  { language }: { language: string },
): string {
  const text = cutToFit(source, fields, { language });
  if (text !== null) return text;
  const shortened = allReductions(fields, language);
  const { amount, vendor, pay_link, opt_out } = shortened;
  for (const text of [`${amount} ${vendor.name}: ${pay_link} ${opt_out}`, `${amount}: ${pay_link}`]) {
    if (fits(text)) return text;
  }
  throw new TemplateError("The amount and the link do not fit into one SMS.");
}

/**
 * The template's own words, shortened as little as makes them one segment; null when no shortening does.
 *
 * @throws TemplateError
 */
export function cutToFit(
  source: string,
  fields: ReminderFields,
  { language }: { language: string },
): string | null {
  let shortened = toAlphabet(fields, language);
  for (const shorten of [same, ...reductions]) {
    shortened = shorten(shortened);
    const text = plainSms(renderLiquid(source, shortened));
    if (fits(text)) return text;
  }
  return null;
}

/**
 * The same with only the shortening that loses nothing: first names, and the briefer way to say how to stop.
 * What a template is judged by while it is written.
 */
export function renderLightlyCutSms(
  source: string,
  fields: ReminderFields,
  { language }: { language: string },
): string {
  const light = reductions
    .slice(0, lightReductions)
    .reduce((cut, shorten) => shorten(cut), toAlphabet(fields, language));
  return plainSms(renderLiquid(source, light));
}

/**
 * Counts by itself, since this runs for every message and `measureSms` takes milliseconds; a test holds them
 * equal.
 */
function fits(text: string): boolean {
  let septets = 0;
  for (const letter of text) {
    if (!gsm.has(letter)) return false;
    septets += extension.has(letter) ? 2 : 1;
  }
  return septets <= septetsPerSms;
}

/** One text, no stray blanks; a line break in a template stays. */
function plainSms(text: string): string {
  return toGsm(text)
    .replace(/[ \t]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{2,}/g, "\n")
    .trim();
}

type Reduction = (fields: ReminderFields) => ReminderFields;

const same: Reduction = (fields) => fields;

/** How many of the reductions lose nothing that a reader would miss. */
const lightReductions = 4;

/** Each is applied on top of those before it; the amount and the link are never touched. */
const reductions: readonly Reduction[] = [
  (fields) => ({ ...fields, opt_out: fields.opt_out.replace(/^(Reply|Responda) /, "") }),
  (fields) => ({ ...fields, what_for: cut(fields.what_for, 28) }),
  (fields) => ({ ...fields, debtor: { name: firstWord(fields.debtor.name) } }),
  (fields) => ({ ...fields, signature: firstWord(fields.signature) }),
  (fields) => ({ ...fields, what_for: cut(fields.what_for, 16) }),
  (fields) => ({ ...fields, vendor: { name: cut(fields.vendor.name, 24) } }),
  (fields) => ({
    ...fields,
    debtor: { name: cut(fields.debtor.name, 12) },
    signature: cut(fields.signature, 10),
  }),
  (fields) => ({
    ...fields,
    what_for: cut(fields.what_for, 10),
    vendor: { name: cut(fields.vendor.name, 14) },
  }),
  (fields) => ({ ...fields, opt_out: "STOP" }),
];

function allReductions(fields: ReminderFields, language: string): ReminderFields {
  return reductions.reduce((cut, shorten) => shorten(cut), toAlphabet(fields, language));
}

function firstWord(text: string): string {
  return text.split(" ")[0] ?? text;
}

/** Cut between words where that loses little, else within one, which a full stop then marks. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const words = text.slice(0, longest + 1).lastIndexOf(" ");
  // A short word left at the end (`and`, `for`, `de`) promises more than is there.
  if (words >= longest * 0.6) return text.slice(0, words).replace(/(\s+\p{L}{1,3})?[\s,;:&-]*$/u, "");
  return `${text.slice(0, longest - 1).trimEnd()}.`;
}

const unwritable: Readonly<Record<string, { name: string; whatFor: string; vendor: string }>> = {
  en: { name: "there", whatFor: "your balance", vendor: "us" },
  es: { name: "cliente", whatFor: "su saldo", vendor: "nosotros" },
};

function toAlphabet(fields: ReminderFields, language: string): ReminderFields {
  const instead = unwritable[language.split("-")[0] ?? ""] ?? {
    name: "there",
    whatFor: "your balance",
    vendor: "us",
  };
  return {
    ...fields,
    debtor: { name: writable(fields.debtor.name) ?? instead.name },
    vendor: { name: writable(fields.vendor.name) ?? instead.vendor },
    what_for: writable(fields.what_for) ?? instead.whatFor,
    signature: writable(fields.signature) ?? "",
    amount: toGsm(fields.amount).trim(),
    due: writable(fields.due) ?? "",
  };
}

/** Null when too little of it is left to be read: a name in another script. */
function writable(text: string): string | null {
  // Leaving letters out can bring an address together that they kept apart.
  const written = tame(toGsm(text), text.length);
  const letters = (value: string) => value.replace(/[^\p{L}\p{N}]/gu, "").length;
  return letters(written) >= Math.max(1, letters(text) * 0.6) ? written : null;
}

/** Source: 3GPP TS 23.038, basic set and extension table. */
const gsm = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" +
    "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€",
);

const extension = new Set("^{}\\[~]|€");

/** Letters that carry no separable accent, and signs with a plain twin. */
const nearest: Readonly<Record<string, string>> = {
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ð: "d",
  Ð: "D",
  þ: "th",
  Þ: "Th",
  œ: "oe",
  Œ: "OE",
  ı: "i",
  ħ: "h",
  Ħ: "H",
  ŋ: "ng",
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "«": '"',
  "»": '"',
  "–": "-",
  "—": "-",
  "‐": "-",
  "‑": "-",
  "…": "...",
  "•": "-",
  "·": ".",
  "×": "x",
  "₹": "Rs ",
  "₡": "CRC ",
  "₱": "PHP ",
  "₩": "KRW ",
  "₪": "ILS ",
  "₫": "VND ",
  "₦": "NGN ",
  "₺": "TRY ",
  "₽": "RUB ",
  "₴": "UAH ",
  "₸": "KZT ",
  "฿": "THB ",
  "¢": "c",
};

/** The nearest text in the GSM alphabet; what has no counterpart is left out. */
export function toGsm(text: string): string {
  let written = "";
  for (const letter of text.normalize("NFC")) {
    if (gsm.has(letter)) written += letter;
    else if (/\s/u.test(letter)) written += " ";
    else written += nearest[letter] ?? unaccented(letter);
  }
  return written;
}

function unaccented(letter: string): string {
  return [...letter.normalize("NFD")].filter((part) => gsm.has(part)).join("");
}
