import { renderLiquid, TemplateError } from "~/domain/templates/liquid";
import type { ReminderFields } from "~/domain/templates/reminder-fields";
import type { TemplateDraft } from "~/domain/templates/template";
import { longestBody } from "~/domain/templates/validate";
import { englishWords } from "./english-words";
import { findHabits } from "./habits";
import { findLongEmail, findLongSubject } from "./length";
import { compilePhrases, findPhrases, type CompiledPhrases } from "./phrases";
import { findTooLong, findUnsendable } from "./sms";
import { spanishWords } from "./spanish-words";
import type { TemplateWarning } from "./warning";
import { wordLanguageOf, type WordLanguage } from "./word-languages";

type Found = Omit<TemplateWarning, "field">;

/** Words are known in these; in other languages a word of one may mean something else (`lien`, a link). */
const wordsOf: Readonly<Record<WordLanguage, readonly CompiledPhrases[]>> = {
  en: englishWords.map(compilePhrases),
  es: spanishWords.map(compilePhrases),
};

/**
 * What would serve a draft's writer badly: threats, shaming, haste that is not real, what is missing, what
 * mail filters punish, and lengths that phones and networks do not take. It forbids nothing.
 *
 * @param typical the fields of an ordinary reminder of this vendor, with a link of the real length.
 */
export function lintTemplate(draft: TemplateDraft, typical: ReminderFields): TemplateWarning[] {
  const { channel, subject, body, language } = draft;
  // Too long to be saved, and to be looked through for each phrase while it is typed.
  if (body.length > longestBody || (subject ?? "").length > longestBody) return [];
  return [
    ...(channel === "email" && subject !== null
      ? inField("subject", [
          ...wordsIn(subject, "subject", draft),
          ...onceRendered(subject, typical, findLongSubject),
        ])
      : []),
    ...inField("body", [
      ...missing(draft),
      ...(channel === "sms" ? smsWarnings(body, typical, language) : []),
      ...(channel === "email"
        ? onceRendered(body, typical, (text) => findLongEmail(text, typical.pay_link))
        : []),
      ...wordsIn(body, "body", draft),
    ]),
  ];
}

function inField(field: TemplateWarning["field"], found: readonly Found[]): TemplateWarning[] {
  return found.map((warning) => ({ ...warning, field }));
}

/** What the author wrote, in every branch; what Liquid stands in keeps its room, so that places are right. */
function wordsIn(source: string, field: TemplateWarning["field"], draft: TemplateDraft): Found[] {
  const text = withoutLiquid(source);
  const spoken = wordLanguageOf(draft.language);
  const groups = spoken === null ? [] : wordsOf[spoken];
  // Filters read email alone; a word that advertises says nothing of a call.
  const counted = groups.filter(({ kind }) => kind !== "mail_filter" || draft.channel !== "call");
  const habits = draft.channel === "call" ? [] : findHabits(text, field);
  return [...findPhrases(text, counted), ...habits]
    .sort((a, b) => startOf(a) - startOf(b))
    .map((found) => asWritten(found, source));
}

/** With the Liquid in it, if any, as it stands in the source. */
function asWritten(warning: Found, source: string): Found {
  const { at, found } = warning;
  return at === null ? warning : { ...warning, found: source.slice(at.offset, at.offset + found.length) };
}

function startOf({ at }: Found): number {
  return at?.offset ?? -1;
}

/** As many UTF-16 units as before. */
function withoutLiquid(source: string): string {
  return source.replace(/\{\{.*?\}\}|\{%.*?%\}/gsu, (tag) => tag.replace(/[^\n]/g, "\u0001"));
}

/** Debtors who asked for a link are not asked for money by name. */
const asksForNothing: ReadonlySet<string> = new Set(["fresh-link"]);

function missing({ key, channel, body }: TemplateDraft): Found[] {
  const names = (field: RegExp) => field.test(body);
  const wanted = [
    { there: names(/\{\{-?\s*amount\b/u), say: "Say how much it is: {{ amount }}." },
    {
      there: names(/\{\{-?\s*debtor\.name\b/u) || asksForNothing.has(key),
      say: "Address them by name: {{ debtor.name }}. People answer to their own.",
    },
    {
      there: names(/\{\{-?\s*signature\b/u) || (asksForNothing.has(key) && channel === "sms"),
      say: "Sign it with a person’s name: {{ signature }}. People answer people.",
    },
    {
      there: channel !== "sms" || names(/\{\{-?\s*opt_out\b/u),
      say: "Say how to stop further messages: {{ opt_out }}. Networks and the law ask for it.",
    },
  ];
  return wanted
    .filter(({ there }) => !there)
    .map(({ say }) => ({ kind: "missing" as const, found: "", at: null, instead: say }));
}

function smsWarnings(body: string, typical: ReminderFields, language: string): Found[] {
  const unsendable = findUnsendable(withoutLiquid(body).replaceAll("\u0001", " "));
  return [...unlessUnusable(() => findTooLong(body, typical, language)), ...unsendable];
}

function onceRendered(source: string, typical: ReminderFields, find: (text: string) => Found[]): Found[] {
  return unlessUnusable(() => find(renderLiquid(source, typical)));
}

/** What cannot be rendered is told of as an error, which is worse. */
function unlessUnusable(find: () => Found[]): Found[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof TemplateError) return [];
    throw error;
  }
}
