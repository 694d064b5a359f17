import { formatMoney, money } from "~/domain/money";
import { dateInWords, type CivilDate } from "~/domain/dates";
import { partsOf, previewLine, subjectLine, type TextPart } from "~/domain/templates/email-blocks";
import { renderLiquid } from "~/domain/templates/liquid";
import {
  describe,
  reminderFields,
  stopPhrase,
  type AskedBalance,
  type ReminderFields,
} from "~/domain/templates/reminder-fields";
import { renderSms } from "~/domain/templates/sms-text";
import type { TemplateDraft } from "~/domain/templates/template";
import type { VendorProfile } from "~db/queries/desk/debtor-records";
import type { Block } from "~emails/blocks";
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
  payUrl: string;
  unsubscribeUrl: string;
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

/** @throws TemplateError */
export async function composeEmail(materials: ReminderMaterials): Promise<ComposedEmail> {
  const { vendor, template, payUrl, unsubscribeUrl } = materials;
  const language = template.language;
  const fields = fieldsOf(materials, unsubscribeUrl);
  const words = emailWords(language);
  const parts = partsOf(renderLiquid(template.body, fields), payUrl);
  const blocks = parts.flatMap((part) => blocksOf(part, materials, fields));
  const subject = subjectLine(renderLiquid(template.subject ?? "", fields));
  const html = await renderReminder({
    vendor,
    language,
    amount: fields.amount,
    previewText: previewLine(parts, fields.amount),
    blocks,
    unsubscribeUrl,
  });
  const footer = [words.why(vendor.name), vendor.postalAddress, `${words.unsubscribe}: ${unsubscribeUrl}`];
  const text = `${blocks.map(plainBlock).join("\n\n")}\n\n-- \n${footer.join("\n")}\n`;
  return { subject, html, text };
}

/** @throws TemplateError */
export function composeSms(materials: ReminderMaterials): ComposedSms {
  const { template } = materials;
  const { language } = template;
  const text = renderSms(template.body, fieldsOf(materials, stopPhrase(language)), { language });
  return { text, segments: 1 };
}

/**
 * The template's own language decides about words; amounts and dates follow the debtor's region within it.
 */
function fieldsOf(materials: ReminderMaterials, optOut: string): ReminderFields {
  const { vendor, debtorName, balances, today, payUrl } = materials;
  return reminderFields({
    vendor,
    debtorName,
    balances,
    today,
    language: spokenIn(materials),
    payLink: payUrl,
    optOut,
  });
}

function spokenIn({ language, template }: ReminderMaterials): string {
  return language.startsWith(template.language) ? language : template.language;
}

function blocksOf(part: TextPart, materials: ReminderMaterials, { amount }: ReminderFields): Block[] {
  if (part.kind === "text") return [part];
  const { balances, today, template, payUrl } = materials;
  const words = emailWords(template.language);
  const button: Block = { kind: "button", label: words.pay(amount), url: payUrl };
  if (balances.length === 1) return [button];
  const language = spokenIn(materials);
  const rows = balances.slice(0, rowsAtMost).map((balance) => ({
    what: describe(balance, language),
    due: words.due(dateInWords(balance.dueOn, { language, today })),
    amount: formatMoney(money(balance.outstandingMinor, balance.currency), language),
  }));
  const left = balances.length - rows.length;
  return [{ kind: "balances", rows, more: left > 0 ? words.more(left) : null }, button];
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
