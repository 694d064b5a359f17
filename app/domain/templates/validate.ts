import { renderLiquid, TemplateError, unknownFields } from "./liquid";
import type { ReminderFields } from "./reminder-fields";
import { cutToFit, measureSms, renderLightlyCutSms, septetsPerSms } from "./sms-text";
import type { TemplateDraft } from "./template";

export interface TemplateProblems {
  subject?: string[];
  body?: string[];
}

/** Longer subjects are cut by every mail program. */
const longestSubject = 150;
export const longestBody = 5_000;

/**
 * What is wrong with a draft, by the field it is wrong in; null when it can be saved. It is rendered as it
 * would be sent, so that what is saved is known to work.
 *
 * @param typical the fields of an ordinary reminder of this vendor, with a link of the real length.
 */
export function findProblems(draft: TemplateDraft, typical: ReminderFields): TemplateProblems | null {
  const subject = draft.channel === "email" ? subjectProblems(draft.subject ?? "", typical) : [];
  const body = bodyProblems(draft, typical);
  if (subject.length === 0 && body.length === 0) return null;
  return { ...(subject.length > 0 && { subject }), ...(body.length > 0 && { body }) };
}

function subjectProblems(subject: string, typical: ReminderFields): string[] {
  if (subject.trim() === "") return ["Write a subject."];
  if (subject.length > longestSubject) return [`Keep the subject under ${longestSubject} characters.`];
  const rendered = attempt(subject, typical, () => renderLiquid(subject, typical));
  if (rendered.problem !== null) return [rendered.problem];
  return rendered.text.includes(typical.pay_link) ? ["Leave the link out of the subject."] : [];
}

function bodyProblems(draft: TemplateDraft, typical: ReminderFields): string[] {
  const { body, channel, language } = draft;
  if (body.length > longestBody) return [`Keep the text under ${longestBody} characters.`];
  const render = () =>
    channel === "sms" ? renderLightlyCutSms(body, typical, { language }) : renderLiquid(body, typical);
  const rendered = attempt(body, typical, render);
  if (rendered.problem !== null) return [rendered.problem];
  const fits = channel !== "sms" || cutToFit(body, typical, { language }) !== null;
  switch (channel) {
    case "email":
      return missing(rendered.text, typical);
    case "sms":
      return [...missing(rendered.text, typical), ...(fits ? [] : tooLong(rendered.text))];
    case "call":
      return scriptProblems(rendered.text, typical);
  }
}

/** Said only of one that no shortening of names fits into a segment: its words would never be sent. */
function tooLong(text: string): string[] {
  const { units } = measureSms(text);
  return [
    `An ordinary reminder comes to ${units} characters, and one SMS holds ${septetsPerSms}. ` +
      `Take out ${units - septetsPerSms} or more.`,
  ];
}

function scriptProblems(text: string, { pay_link }: ReminderFields): string[] {
  if (text.trim() === "") return ["Write what to say."];
  return text.includes(pay_link) ? ["A link cannot be read aloud: leave {{ pay_link }} out."] : [];
}

function missing(text: string, { pay_link, amount }: ReminderFields): string[] {
  const problems: string[] = [];
  const links = text.split(pay_link).length - 1;
  if (links === 0) problems.push("Put {{ pay_link }} where the link goes.");
  if (links > 1) problems.push("Use {{ pay_link }} once: one message, one link.");
  if (!plainSpaces(text).includes(plainSpaces(amount))) problems.push("Say how much it is: {{ amount }}.");
  return problems;
}

/** Some languages keep an amount together with a space of its own, which an SMS cannot have. */
function plainSpaces(text: string): string {
  return text.replace(/\s/gu, " ");
}

type Attempt = { text: string; problem: null } | { text: ""; problem: string };

/** Renders it, after looking for fields that there are not in the branches that this rendering leaves out. */
function attempt(source: string, typical: ReminderFields, render: () => string): Attempt {
  const [unknown] = unknownFields(source, typical);
  if (unknown !== undefined) return { text: "", problem: `There is no field “${unknown}”.` };
  try {
    return { text: render(), problem: null };
  } catch (error) {
    if (error instanceof TemplateError) return { text: "", problem: error.message };
    throw error;
  }
}
