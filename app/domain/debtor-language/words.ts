import { createIntl } from "@formatjs/intl";
import { english } from "./english";
import type { MessageKey, Messages } from "./messages";
import { spanish } from "./spanish";

/** The languages the debtor's page speaks. To add one, write its messages beside these and name it here. */
export const languages = { en: english, es: spanish } satisfies Record<string, Messages>;

/** The page's words in one language. */
export interface Words {
  /** BCP 47, for `lang`, dates and money: a dialect of one of `languages`. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  say(key: MessageKey, values?: Record<string, string | number>): string;
}

const spoken = new Map<string, Words>();
/** Vendors can name any dialect; beyond this many the formatters are made anew rather than kept. */
const dialectsKept = 50;

/**
 * The first of the wanted languages that the page speaks, in the wanted dialect; English when it speaks none.
 */
export function wordsFor(...wanted: readonly (string | null)[]): Words {
  for (const language of wanted) {
    const words = language === null ? null : (spoken.get(language) ?? makeWords(language));
    if (words) return words;
  }
  return makeWords("en") ?? unreachable();
}

function makeWords(wanted: string): Words | null {
  const [language] = canonical(wanted);
  const base = language?.split("-")[0] ?? "";
  if (language === undefined || !isSpoken(base)) return null;
  const words = new CompiledWords(language, languages[base]);
  if (spoken.size < dialectsKept) spoken.set(wanted, words);
  return words;
}

function canonical(language: string): string[] {
  try {
    return Intl.getCanonicalLocales(language);
  } catch {
    return []; // Not a language tag at all; the next wanted language serves.
  }
}

function isSpoken(base: string): base is keyof typeof languages {
  return Object.hasOwn(languages, base);
}

function unreachable(): never {
  throw new Error("The page speaks English.");
}

/**
 * Each message is parsed once and kept: looking one up again through `intl.formatMessage` costs more than all
 * the rest of a page, because its cache is keyed by the text of every format there is.
 */
class CompiledWords implements Words {
  readonly direction: "ltr" | "rtl";
  private readonly compiled = new Map<MessageKey, Compiled>();
  private readonly formatters;

  constructor(
    readonly language: string,
    private readonly messages: Messages,
  ) {
    this.direction = rightToLeft.has(new Intl.Locale(language).maximize().script ?? "") ? "rtl" : "ltr";
    this.formatters = createIntl({ locale: language, messages: {} }).formatters;
  }

  say(key: MessageKey, values?: Record<string, string | number>): string {
    const compiled = this.compiled.get(key) ?? this.compile(key);
    return typeof compiled === "string" ? compiled : String(compiled.format(values));
  }

  private compile(key: MessageKey): Compiled {
    const text = this.messages[key];
    const compiled = text.includes("{") ? this.formatters.getMessageFormat(text, this.language) : text;
    this.compiled.set(key, compiled);
    return compiled;
  }
}

type Compiled = string | { format(values?: Record<string, string | number>): unknown };

/** ISO 15924 codes of the scripts that run from right to left. */
const rightToLeft: ReadonlySet<string> = new Set(["Arab", "Hebr", "Thaa", "Nkoo", "Syrc", "Adlm", "Rohg"]);
