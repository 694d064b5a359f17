import { placeOf } from "./phrases";
import type { TemplateWarning } from "./warning";

type Found = Omit<TemplateWarning, "field">;

interface Habit {
  pattern: RegExp;
  instead: string;
  /** Told apart from what looks the same and is not meant. */
  counts?: (found: string) => boolean;
}

/** What is written in capitals because that is how it is written. */
const knownCapitals = new Set(
  ["STOP", "HELP", "INFO", "ALTO", "BAJA", "AYUDA", "PARAR", "IBAN", "SEPA", "SWIFT", "HTML", "ACH"].concat(
    Intl.supportedValuesOf("currency"),
  ),
);

/** A host alone, or with a path; not the end of a longer one, nor of an email address. */
const shortener = (hosts: string) =>
  new RegExp(`(?:https?://)?(?<![\\p{L}\\p{N}.@-])(?:${hosts})(?:/[^\\s]*)?(?![\\p{L}\\p{N}.])`, "giu");

const webAddress = 'https?://[^\\s<>"”»]+';
const bareHost = '(?<![\\p{L}\\p{N}@.])www\\.[^\\s<>"”»]+';
const ipAddress = "(?<![\\d.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\d.])";

const shorteners =
  "bit\\.ly|tinyurl\\.com|goo\\.gl|t\\.co|ow\\.ly|is\\.gd|buff\\.ly|rebrand\\.ly|cutt\\.ly|" +
  "shorturl\\.at|rb\\.gy|tiny\\.cc|t\\.ly|bl\\.ink|lnkd\\.in|s\\.id|v\\.gd|qr\\.ae";

/**
 * What mail filters and networks count against a message. Sources: SpamAssassin's rules (SUBJ_ALL_CAPS and
 * others of its tests of subjects and addresses), and the US carriers' guidance against shared shorteners
 * (CTIA, Messaging Principles and Best Practices).
 */
const anywhere: readonly Habit[] = [
  {
    pattern: /(?<![\p{L}\p{N}])\p{Lu}{4,}(?:[\s,]+\p{Lu}{2,})*(?![\p{L}\p{N}])/gu,
    counts: (found) => found.split(/[\s,]+/).some((word) => word.length > 3 && !knownCapitals.has(word)),
    instead: "Capitals read as shouting, to people and to mail filters. Write it in small letters.",
  },
  {
    pattern: /[!¡]{2,}|!(?:\s*!)+/gu,
    instead: "One exclamation mark at most; here, none says it better.",
  },
  { pattern: /\?{2,}|\?!|!\?/gu, instead: "One question mark asks as much." },
  { pattern: /[$€£]{2,}/gu, instead: "Say the amount with {{ amount }}, which brings its sign along." },
  {
    pattern: shortener(shorteners),
    instead: "Shortened addresses hide where they lead, and get messages blocked. Use {{ pay_link }}.",
  },
  {
    pattern: new RegExp(`${webAddress}|${bareHost}|${ipAddress}`, "giu"),
    instead: "One message, one link: {{ pay_link }}. An address beside it looks like a trap.",
  },
];

const inSubjects: readonly Habit[] = [
  {
    pattern: /^\s*(?:re|fwd?|rv|aw)\s*:/giu,
    instead: "It answers nothing and is forwarded by no one.",
  },
  { pattern: /[!¡]/gu, instead: "Leave exclamation marks out of a subject." },
  { pattern: /\p{Extended_Pictographic}/gu, instead: "Leave pictures out of a subject about money." },
];

export function findHabits(text: string, field: TemplateWarning["field"]): Found[] {
  const habits = field === "subject" ? [...inSubjects, ...anywhere] : anywhere;
  const found: Found[] = [];
  const taken: { from: number; to: number }[] = [];
  for (const { pattern, instead, counts } of habits) {
    for (const match of text.matchAll(pattern)) {
      const [words] = match;
      const place = { from: match.index, to: match.index + words.length };
      if (counts?.(words) === false || taken.some(({ from, to }) => from < place.to && place.from < to))
        continue;
      taken.push(place);
      found.push({
        kind: "mail_filter",
        found: words,
        at: placeOf(text, match.index),
        instead,
      });
    }
  }
  return found;
}
