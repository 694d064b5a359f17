import { renderLiquid, TemplateError } from "./liquid";
import type { ReminderFields } from "./reminder-fields";
import { measureSms, renderLightlyCutSms, septetsPerSms } from "./sms-text";
import type { TemplateDraft } from "./template";

export interface TemplateProblems {
  subject?: string[];
  body?: string[];
}

/** Longer subjects are cut by every mail program. */
const longestSubject = 150;
const longestBody = 5_000;

/**
 * What is wrong with a draft, by the field it is wrong in; null when it can be saved. It is rendered as it
 * would be sent, so that what is saved is known to work.
 *
 * @param typical the fields of an ordinary reminder of this vendor, with a link of the real length.
 */
export function findProblems(draft: TemplateDraft, typical: ReminderFields): TemplateProblems | null {
  const subject = draft.channel === "email" ? subjectProblems(draft.subject ?? "", typical) : [];
  const body = draft.channel === "email" ? bodyProblems(draft, typical) : smsProblems(draft, typical);
  if (subject.length === 0 && body.length === 0) return null;
  return { ...(subject.length > 0 && { subject }), ...(body.length > 0 && { body }) };
}

function subjectProblems(subject: string, typical: ReminderFields): string[] {
  if (subject.trim() === "") return ["Write a subject."];
  if (subject.length > longestSubject) return [`Keep the subject under ${longestSubject} characters.`];
  const rendered = attempt(() => renderLiquid(subject, typical));
  if (rendered.problem) return [rendered.problem];
  return rendered.text.includes(typical.pay_link) ? ["Leave the link out of the subject."] : [];
}

function bodyProblems({ body }: TemplateDraft, typical: ReminderFields): string[] {
  if (body.length > longestBody) return [`Keep the text under ${longestBody} characters.`];
  const rendered = attempt(() => renderLiquid(body, typical));
  return rendered.problem ? [rendered.problem] : missing(rendered.text, typical);
}

function smsProblems({ body, language }: TemplateDraft, typical: ReminderFields): string[] {
  if (body.length > longestBody) return [`Keep the text under ${longestBody} characters.`];
  const rendered = attempt(() => renderLightlyCutSms(body, typical, { language }));
  if (rendered.problem) return [rendered.problem];
  const problems = missing(rendered.text, typical);
  const { units } = measureSms(rendered.text);
  if (units > septetsPerSms) {
    problems.push(
      `An ordinary reminder comes to ${units} characters, and one SMS holds ${septetsPerSms}. ` +
        `Take out ${units - septetsPerSms} or more.`,
    );
  }
  return problems;
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

function attempt(render: () => string): { text: string; problem: null } | { text: ""; problem: string } {
  try {
    return { text: render(), problem: null };
  } catch (error) {
    if (error instanceof TemplateError) return { text: "", problem: error.message };
    throw error;
  }
}
