import { formatMoney, money } from "~/domain/money";
import { dateInWords, type CivilDate } from "~/domain/dates";
import { partsOf, previewLine, subjectLine, type TextPart } from "~/domain/templates/email-blocks";
import { renderLiquid } from "~/domain/templates/liquid";
import {
  describe,
  reminderFields,
  statementRows,
  stopPhrase,
  tame,
  type AskedBalance,
  type ReminderFields,
} from "~/domain/templates/reminder-fields";
import { renderSms } from "~/domain/templates/sms-text";
import { primary, type TemplateDraft } from "~/domain/templates/template";
import { plainScript } from "~/domain/templates/script-text";
import type { VendorProfile } from "~db/queries/desk/debtor-records";
import type { Block } from "~emails/blocks";
import type { ReminderEmailProps } from "~emails/reminder";
import { renderReminder } from "~emails/render";
import { emailWords } from "~emails/words";

/** What a vendor's template is filled with for one debtor. */
export interface ReminderMaterials {
  vendor: VendorProfile;
  debtorName: string | null;
  /** At least one; oldest due first. */
  balances: readonly AskedBalance[];
  template: TemplateDraft;
  /** BCP 47, the debtor's. */
  language: string;
  today: CivilDate;
  /** The day they last promised to pay by; null or left out where they promised none. */
  promisedOn?: CivilDate | null;
  payUrl: string;
  unsubscribeUrl: string;
}

/** A call has no link and nothing to unsubscribe from; whoever makes it says their own name. */
export interface ScriptMaterials extends Omit<ReminderMaterials, "payUrl" | "unsubscribeUrl"> {
  callerName?: string | null;
}

export interface ComposedEmail {
  subject: string;
  html: string;
  text: string;
}

export interface ComposedSms {
  text: string;
  /** Always one: `renderSms` sees to it. */
  segments: 1;
}

/** Longer lists end with how many more there are; all of them are on the page. */
const rowsAtMost = 10;
const longestCaller = 60;

/** @throws TemplateError */
export async function composeEmail(materials: ReminderMaterials): Promise<ComposedEmail> {
  const { subject, layout } = writeEmail(materials);
  const { vendor, language, blocks, unsubscribeUrl } = layout;
  const words = emailWords(language);
  const footer = [words.why(vendor.name), vendor.postalAddress, `${words.unsubscribe}: ${unsubscribeUrl}`];
  const text = `${blocks.map(plainBlock).join("\n\n")}\n\n-- \n${footer.join("\n")}\n`;
  return { subject, html: await renderReminder(layout), text };
}

/**
 * An email's words, and what its layout is filled with.
 *
 * @throws TemplateError
 */
export function writeEmail(materials: ReminderMaterials): { subject: string; layout: ReminderEmailProps } {
  const { vendor, template, payUrl, unsubscribeUrl } = materials;
  const fields = fieldsOf(materials, { payLink: payUrl, optOut: unsubscribeUrl });
  const parts = partsOf(renderLiquid(template.body, fields), {
    payLink: payUrl,
    statement: fields.statement,
  });
  const layout: ReminderEmailProps = {
    vendor,
    language: template.language,
    amount: fields.amount,
    previewText: previewLine(parts, fields.amount),
    blocks: blocksOf(parts, materials, fields),
    unsubscribeUrl,
  };
  return { subject: subjectLine(renderLiquid(template.subject ?? "", fields)), layout };
}

/** @throws TemplateError */
export function composeSms(materials: ReminderMaterials): ComposedSms {
  const { template, payUrl } = materials;
  const { language } = template;
  const fields = fieldsOf(materials, { payLink: payUrl, optOut: stopPhrase(language) });
  return { text: renderSms(template.body, fields, { language }), segments: 1 };
}

/**
 * What to say in a call, as plain text with its line breaks.
 *
 * @throws TemplateError
 */
export function composeScript(materials: ScriptMaterials): string {
  const fields = fieldsOf(materials, { payLink: "", optOut: "" });
  const signature = tame(materials.callerName ?? "", longestCaller) || fields.signature;
  return plainScript(renderLiquid(materials.template.body, { ...fields, signature }));
}

/**
 * The template's own language decides about words; amounts and dates follow the debtor's region within it.
 */
function fieldsOf(
  materials: ScriptMaterials,
  { payLink, optOut }: { payLink: string; optOut: string },
): ReminderFields {
  const { vendor, debtorName, balances, today, promisedOn = null } = materials;
  const language = spokenIn(materials);
  return reminderFields({ vendor, debtorName, balances, today, promisedOn, language, payLink, optOut });
}

function spokenIn({ language, template }: ScriptMaterials): string {
  return primary(language) === primary(template.language) ? language : template.language;
}

/** What the amount is made of stands above the button, unless the template says all of it itself. */
function blocksOf(
  parts: readonly TextPart[],
  materials: ReminderMaterials,
  { amount }: ReminderFields,
): Block[] {
  const { balances, template, payUrl } = materials;
  const button: Block = { kind: "button", label: emailWords(template.language).pay(amount), url: payUrl };
  const isListed = balances.length === 1 || parts.some(({ kind }) => kind === "statement");
  return parts.flatMap((part): Block[] => {
    if (part.kind === "text") return [part];
    if (part.kind === "statement") return [statementBlock(materials)];
    return isListed ? [button] : [balancesBlock(materials), button];
  });
}

function balancesBlock(materials: ReminderMaterials): Block {
  const { balances, today, template } = materials;
  const words = emailWords(template.language);
  const language = spokenIn(materials);
  const rows = balances.slice(0, rowsAtMost).map((balance) => ({
    what: describe(balance, language),
    due: words.due(dateInWords(balance.dueOn, { language, today })),
    amount: formatMoney(money(balance.outstandingMinor, balance.currency), language),
  }));
  const left = balances.length - rows.length;
  return { kind: "balances", rows, more: left > 0 ? words.more(left) : null };
}

function statementBlock(materials: ReminderMaterials): Block {
  const { balances, today } = materials;
  return { kind: "balances", ...statementRows(balances, { language: spokenIn(materials), today }) };
}

function plainBlock(block: Block): string {
  switch (block.kind) {
    case "text":
      return block.lines.join("\n");
    case "button":
      return `${block.label}:\n${block.url}`;
    case "balances": {
      const rows = block.rows.map(({ what, due, amount }) => `- ${what}, ${due}: ${amount}`);
      return [...rows, ...(block.more === null ? [] : [`- ${block.more}`])].join("\n");
    }
  }
}
