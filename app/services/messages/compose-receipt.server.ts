import { civilDateAt, fullDateInWords } from "~/domain/dates";
import { formatMoney, money } from "~/domain/money";
import { subjectLine } from "~/domain/templates/email-blocks";
import { describe, tame } from "~/domain/templates/reminder-fields";
import type { VendorProfile } from "~db/queries/desk/debtor-records";
import type { ReceiptRecord } from "~db/queries/ledger/receipts";
import { renderReceipt } from "~emails/render";
import { emailWords } from "~emails/words";
import type { ComposedEmail } from "~/services/reminders/compose-reminder.server";

export interface ReceiptMaterials {
  vendor: VendorProfile;
  receipt: ReceiptRecord;
  /** BCP 47. */
  language: string;
  timeZone: string;
  url: string;
}

/** What was paid, as it was applied. */
export async function composeReceipt(materials: ReceiptMaterials): Promise<ComposedEmail> {
  const { vendor, receipt, language, timeZone, url } = materials;
  const words = emailWords(language);
  const inWords = (amountMinor: bigint) => formatMoney(money(amountMinor, receipt.currency), language);
  const total = inWords(receipt.amountMinor);
  const props = {
    vendor,
    language,
    debtorName: receipt.debtorName === null ? null : tame(receipt.debtorName, 60),
    total,
    lines: receipt.lines.map((line) => ({
      what: describe(line, language),
      amount: inWords(line.amountMinor),
    })),
    unapplied: receipt.unappliedMinor > 0n ? inWords(receipt.unappliedMinor) : null,
    receiptNumber: String(receipt.number),
    paidOn: fullDateInWords(civilDateAt(receipt.paidAt, timeZone), { language }),
    method: receipt.methodLabel,
    url,
  };
  const facts: [string, string | null][] = [
    [words.unapplied, props.unapplied],
    [words.total, total],
    [words.receiptNumber, props.receiptNumber],
    [words.paidOn, props.paidOn],
    [words.paidWith, props.method],
  ];
  const text = [
    `${words.receiptTitle} ${words.receiptThanks(props.debtorName)}`,
    "",
    ...props.lines.map(({ what, amount }) => `- ${what}: ${amount}`),
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`])),
    "",
    `${words.seeOnline}: ${url}`,
    "",
    vendor.name,
    vendor.postalAddress,
    "",
  ].join("\n");
  return {
    subject: subjectLine(words.receiptSubject(total, tame(vendor.name, 60))),
    html: await renderReceipt(props),
    text,
  };
}
