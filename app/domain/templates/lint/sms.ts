import { renderLightlyCutSms, measureSms, septetsPerSms, toGsm } from "~/domain/templates/sms-text";
import type { ReminderFields } from "~/domain/templates/reminder-fields";
import { placeOf } from "./phrases";
import type { TemplateWarning } from "./warning";

type Found = Omit<TemplateWarning, "field">;

const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Letters that the alphabet of SMS has not: left out, or sent as something else. */
export function findUnsendable(text: string): Found[] {
  const found = new Map<string, Found>();
  for (const { segment: letter, index } of letters.segment(text)) {
    const sent = toGsm(letter);
    if (sent === letter.normalize("NFC") || isSameLetter(letter, sent) || found.has(letter)) continue;
    const instead =
      sent.trim() === ""
        ? "The alphabet of SMS does not have it: it is left out. Leave it out yourself, or say it in words."
        : `The alphabet of SMS does not have it: it is sent as ${sent}`;
    found.set(letter, { kind: "sms", found: letter, at: placeOf(text, index), instead });
  }
  return [...found.values()];
}

/** White space, and a letter without its accent, which nobody misreads. */
function isSameLetter(letter: string, sent: string): boolean {
  return /^\s+$/u.test(letter) || letter.normalize("NFD").replace(/\p{M}/gu, "") === sent;
}

/** One that fits only with names cut short; what fits with no shortening at all cannot be saved. */
export function findTooLong(body: string, typical: ReminderFields, language: string): Found[] {
  const { units, segments } = measureSms(renderLightlyCutSms(body, typical, { language }));
  if (units <= septetsPerSms) return [];
  const over = units - septetsPerSms;
  const instead =
    `An ordinary reminder comes to ${units} characters, ${segments} segments. It is sent as one, with ` +
    `names and what it is for cut short. To keep them, take out ${over} or more.`;
  return [{ kind: "sms", found: "", at: null, instead }];
}
