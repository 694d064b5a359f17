import { dateInWords, daysBetween, type CivilDate } from "~/domain/dates";
import { formatMoney, money, type Currency, type Money } from "~/domain/money";
import { primary } from "./template";

/** What a template may name. */
export interface ReminderFields {
  debtor: { name: string };
  vendor: { name: string };
  /** All that is asked for: `$45.00`, or `$45.00 + €12.00` when balances are in several currencies. */
  amount: string;
  what_for: string;
  /** When the oldest of the balances was or is due, in words: `March 3`. */
  due: string;
  /** 0 until the day after it was due. */
  days_late: number;
  /** 0 from the day on which it is due. */
  days_until_due: number;
  /** The day the debtor last promised to pay by, in words; empty where they promised none. */
  promised: string;
  /** How many balances. */
  count: number;
  /** Each balance on a line of its own, with its reference; an email makes a table of it. */
  statement: string;
  signature: string;
  pay_link: string;
  /** How to stop further messages: a phrase in an SMS, an address in an email. */
  opt_out: string;
}

export interface AskedBalance {
  reference: string;
  description: string | null;
  dueOn: string;
  currency: Currency;
  outstandingMinor: bigint;
}

export interface FieldSources {
  vendor: { name: string; signatureName: string };
  debtorName: string | null;
  /** At least one; oldest due first. */
  balances: readonly AskedBalance[];
  /** The debtor's own date. */
  today: CivilDate;
  /** The day they last promised to pay by, kept or not. */
  promisedOn?: CivilDate | null;
  /** BCP 47. */
  language: string;
  payLink: string;
  optOut: string;
}

interface Words {
  noName: string;
  several: (count: number) => string;
  reference: (reference: string) => string;
  due: (day: string) => string;
  more: (count: number) => string;
  stopSms: string;
}

const english: Words = {
  noName: "there",
  several: (count) => `${count} balances`,
  reference: (reference) => `reference ${reference}`,
  due: (day) => `due ${day}`,
  more: (count) => `and ${count} more`,
  stopSms: "Reply STOP to opt out",
};
const words: Readonly<Record<string, Words>> = {
  en: english,
  es: {
    noName: "cliente",
    several: (count) => `${count} saldos`,
    reference: (reference) => `referencia ${reference}`,
    due: (day) => `vencimiento ${day}`,
    more: (count) => `y ${count} más`,
    stopSms: "Responda STOP para cancelar",
  },
};

function wordsFor(language: string): Words {
  return words[primary(language)] ?? english;
}

/** The fields of a message to one debtor about these balances. */
export function reminderFields(sources: FieldSources): ReminderFields {
  const { vendor, balances, today, language, payLink, optOut } = sources;
  const oldest = balances[0];
  if (!oldest) throw new Error("A message is about at least one balance.");
  const { noName, several } = wordsFor(language);
  return {
    debtor: { name: tame(sources.debtorName ?? "", longestName) || noName },
    vendor: { name: tame(vendor.name, longestName) },
    amount: formatTotals(balances, language),
    what_for: balances.length > 1 ? several(balances.length) : describe(oldest, language),
    due: dateInWords(oldest.dueOn, { language, today }),
    days_late: Math.max(0, daysBetween(oldest.dueOn, today)),
    days_until_due: Math.max(0, daysBetween(today, oldest.dueOn)),
    promised: sources.promisedOn ? dateInWords(sources.promisedOn, { language, today }) : "",
    count: balances.length,
    statement: statementLines(balances, { language, today }).join("\n"),
    signature: tame(vendor.signatureName, longestName),
    pay_link: payLink,
    opt_out: optOut,
  };
}

/** How an SMS says that it can be answered to stop further ones. */
export function stopPhrase(language: string): string {
  return wordsFor(language).stopSms;
}

/** What one balance is for, as a person would say it. */
export function describe(
  { description, reference }: Pick<AskedBalance, "description" | "reference">,
  language: string,
): string {
  return (
    tame(description ?? "", longestDescription) ||
    wordsFor(language).reference(tame(reference, longestDescription))
  );
}

/** Longer lists end with how many more there are; all of them are on the page. */
export const statementRowsAtMost = 50;

/** One balance of a statement, as a person who books it needs it. */
export interface StatementRow {
  what: string;
  due: string;
  amount: string;
}

/** Each balance with its reference, which is what an accounts department looks it up by. */
export function statementRows(
  balances: readonly AskedBalance[],
  { language, today }: { language: string; today: CivilDate },
): { rows: StatementRow[]; more: string | null } {
  const { due, more } = wordsFor(language);
  const rows = balances.slice(0, statementRowsAtMost).map((balance) => ({
    what: [tame(balance.reference, longestDescription), tame(balance.description ?? "", longestDescription)]
      .filter((part) => part !== "")
      .join(", "),
    due: due(dateInWords(balance.dueOn, { language, today })),
    amount: formatMoney(money(balance.outstandingMinor, balance.currency), language),
  }));
  const left = balances.length - rows.length;
  return { rows, more: left > 0 ? more(left) : null };
}

function statementLines(
  balances: readonly AskedBalance[],
  inWords: { language: string; today: CivilDate },
): string[] {
  const { rows, more } = statementRows(balances, inWords);
  const lines = rows.map(({ what, due, amount }) => `- ${what}, ${due}: ${amount}`);
  return more === null ? lines : [...lines, `- ${more}`];
}

/** The total in each currency, in the order in which the currencies first appear. */
export function totalsOf(balances: readonly AskedBalance[]): Money[] {
  const totals = new Map<Currency, bigint>();
  for (const { currency, outstandingMinor } of balances) {
    totals.set(currency, (totals.get(currency) ?? 0n) + outstandingMinor);
  }
  return [...totals].map(([currency, amountMinor]) => money(amountMinor, currency));
}

export function formatTotals(balances: readonly AskedBalance[], language: string): string {
  return totalsOf(balances)
    .map((total) => formatMoney(total, language))
    .join(" + ");
}

/** A name longer than this is shortened: no person's or firm's needs more in a letter. */
const longestName = 60;
const longestDescription = 80;

/**
 * Makes a value that someone else wrote harmless as words in a letter: one line, no control or direction
 * characters, and nothing that a mail program or phone would turn into a link (`evil.com` becomes `evil.
 * com`).
 */
export function tame(value: string, longest: number): string {
  const plain = value
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[a-z][a-z0-9+.-]*:\/\//giu, " ")
    .replace(/\.(?=\p{L}{2})/gu, ". ")
    .replace(/\s+/g, " ")
    .trim();
  const letters = [...plain];
  return letters.length <= longest
    ? plain
    : `${letters
        .slice(0, longest - 1)
        .join("")
        .trimEnd()}…`;
}
