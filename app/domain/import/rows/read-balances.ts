import type { Currency } from "~/domain/money";
import { currencySchema } from "~/domain/money";
import { type DecimalMark, type ReadAmount, parseAmount } from "~/domain/import/cells/amount";
import { type DateOrder, parseDate } from "~/domain/import/cells/civil-date";
import type { ColumnMapping, Field } from "~/domain/import/columns";
import type { Contact } from "~/domain/import/cells/contact";
import { collapseDuplicates } from "./duplicates";
import { type CellReading, type RowProblem, read, unreadable } from "~/domain/import/problem";
import { type Table, type TableRow, otherWork } from "~/domain/import/table/read-table";
import { RowReader } from "./row-reader";

/** Everything a row's reading depends on besides the row. */
export interface BalanceReading {
  mapping: ColumnMapping;
  dateOrders: Record<"issuedOn" | "dueOn" | "settledOn", DateOrder>;
  decimalMark: DecimalMark;
  /** The vendor's own, for rows that name none. */
  currency: Currency;
  /** ISO 3166-1 alpha-2: phone numbers without a country code are read as this country's. */
  country: string;
  /** `YYYY-MM-DD`. Nothing can have been settled after it. */
  today: string;
  /** Replays the file as it stood at the end of this day: later settlements count as outstanding. */
  asOf: string | null;
}

/** A row that is good. Dates are `YYYY-MM-DD`. */
export interface ParsedBalance {
  row: number;
  reference: string;
  /** Null when the file does not name debtors; then they are told apart by email, else phone, else name. */
  debtorReference: string | null;
  contact: Contact;
  description: string | null;
  issuedOn: string;
  dueOn: string;
  amountMinor: bigint;
  currency: Currency;
  /** What was paid to the vendor before the import, at most the amount. */
  settled: { on: string; amountMinor: bigint } | null;
}

export interface ReadBalances {
  rows: ParsedBalance[];
  problems: RowProblem[];
  /** What could not be read in rows that are good all the same. */
  warnings: RowProblem[];
  /** Rows that said exactly what an earlier one says. */
  repeated: number;
  /** Rows issued after `asOf`: they did not exist on that day. */
  notYetIssued: number;
}

/**
 * Reads every row of a table: the good ones as balances, and what is wrong with each of the others. Never
 * throws.
 */
export async function readBalances(table: Table, reading: BalanceReading): Promise<ReadBalances> {
  const rows: ParsedBalance[] = [];
  const problems: RowProblem[] = table.broken.map(({ problem }) => problem);
  const warnings: RowProblem[] = [];
  for (const [at, source] of table.rows.entries()) {
    const reader = new RowReader(source, reading.mapping, table.header);
    const balance = readBalance(reader, source, reading);
    if (balance && reader.problems.length === 0) {
      rows.push(balance);
      warnings.push(...reader.warnings);
    } else problems.push(...reader.problems, ...reader.warnings);
    if (at % ROWS_A_PIECE === ROWS_A_PIECE - 1) await otherWork();
  }
  const unique = collapseDuplicates(rows, { table, mapping: reading.mapping });
  const issued = unique.rows.filter(({ issuedOn }) => reading.asOf === null || issuedOn <= reading.asOf);
  return {
    rows: issued,
    problems: [...problems, ...unique.problems].sort((a, b) => a.row - b.row),
    warnings,
    repeated: unique.repeated,
    notYetIssued: unique.rows.length - issued.length,
  };
}

/** About ten milliseconds of work. */
const ROWS_A_PIECE = 500;

function readBalance(row: RowReader, source: TableRow, reading: BalanceReading): ParsedBalance | null {
  const reference = required(row, "reference", row.words("reference"));
  const debtorReference = row.words("debtorReference");
  const contact = row.contact(reading.country);
  const description = row.words("description");
  const amount = readAmount(row, reading);
  const dates = readDates(row, reading);
  if (
    debtorReference === null &&
    !contact.name &&
    !contact.email &&
    !contact.phone &&
    row.problems.length === 0
  ) {
    row.reject(
      reading.mapping.debtorReference === undefined ? "name" : "debtorReference",
      "Nothing says who owes this.",
      "Fill in a debtor reference, name, email or phone.",
    );
  }
  if (reference === null || !amount || !dates) return null;
  const settled = readSettled(row, reading, { amount, settledOn: dates.settledOn });
  return {
    row: source.row,
    reference,
    debtorReference,
    contact,
    description,
    issuedOn: dates.issuedOn,
    dueOn: dates.dueOn,
    amountMinor: amount.amountMinor,
    currency: amount.currency,
    settled,
  };
}

function required<T>(row: RowReader, field: Field, value: T | null): T | null {
  if (value === null && row.text(field) === "") row.reject(field, "This is empty.", "Fill it in.");
  return value;
}

/** The amount billed; a file that only says what is outstanding is taken at that word. */
function readAmount(row: RowReader, { mapping, ...reading }: BalanceReading): AmountReading | null {
  const stated = row.value("currency", parseCurrency);
  if (stated === null && row.text("currency") !== "") return null;
  const parse = (text: string) =>
    parseAmount(text, { stated, fallback: reading.currency, decimalMark: reading.decimalMark });
  const field = mapping.amount === undefined ? "amountOutstanding" : "amount";
  const amount = required(row, field, row.value(field, parse));
  if (!amount) return null;
  if (amount.amountMinor < 0n) {
    row.reject(
      field,
      "This is a credit; nobody owes it.",
      "Leave it out, or take it off what it belongs to.",
    );
  } else if (amount.amountMinor === 0n) {
    row.reject(field, "Nothing is owed on this row.", "Leave it out, or correct the amount.");
  }
  return { ...amount, parse };
}

interface AmountReading extends ReadAmount {
  /** Reads the row's other amounts, in the same currency. */
  parse: (text: string) => CellReading<ReadAmount>;
}

function parseCurrency(text: string): CellReading<Currency> {
  const parsed = currencySchema.safeParse(text);
  if (parsed.success) return read(parsed.data);
  return unreadable(
    `“${text.slice(0, 20)}” is not a currency.`,
    "Use a three-letter code such as USD, EUR or JPY.",
  );
}

interface ReadDates {
  issuedOn: string;
  dueOn: string;
  settledOn: string | null;
}

function readDates(row: RowReader, { dateOrders }: BalanceReading): ReadDates | null {
  const issued = row.value("issuedOn", (text) => parseDate(text, dateOrders.issuedOn));
  const dueOn = required(
    row,
    "dueOn",
    row.value("dueOn", (text) => parseDate(text, dateOrders.dueOn)),
  );
  const settledOn = row.value("settledOn", (text) => parseDate(text, dateOrders.settledOn));
  if (dueOn === null) return null;
  // A list without issue dates still says when each balance is due; that day is the latest it was issued.
  const issuedOn = issued ?? dueOn;
  if (dueOn < issuedOn)
    row.reject("dueOn", `This is before the issue date, ${issuedOn}.`, "Correct one of the two dates.");
  return { issuedOn, dueOn, settledOn };
}

/**
 * What was already paid. A settled date means paid in full on that day unless an amount paid says less. An
 * amount paid without a date was paid by today. After `asOf` nothing has been paid yet.
 */
function readSettled(
  row: RowReader,
  { mapping, today, asOf }: BalanceReading,
  { amount, settledOn }: { amount: AmountReading; settledOn: string | null },
): ParsedBalance["settled"] {
  const paidMinor = readPaidMinor(row, mapping, amount);
  const amountMinor = paidMinor ?? (settledOn === null ? 0n : amount.amountMinor);
  if (settledOn !== null && settledOn > today) {
    row.reject("settledOn", "This day has not come yet.", "Correct the date, or clear it if it is not paid.");
  }
  if (settledOn !== null && paidMinor === 0n) {
    row.reject(
      "settledOn",
      "The row is settled, yet nothing was paid.",
      "Correct the date or the amount paid.",
    );
  }
  if (amountMinor === 0n || (asOf !== null && (settledOn ?? today) > asOf)) return null;
  return { on: settledOn ?? today, amountMinor };
}

/** Null when the row does not say. */
function readPaidMinor(row: RowReader, mapping: ColumnMapping, amount: AmountReading): bigint | null {
  const paid = row.value("amountPaid", amount.parse);
  const outstanding = mapping.amount === undefined ? null : row.value("amountOutstanding", amount.parse);
  const [field, said] = paid
    ? (["amountPaid", paid] as const)
    : (["amountOutstanding", outstanding] as const);
  if (!said) return null;
  if (said.currency !== amount.currency) {
    row.reject(field, `This is not in ${amount.currency} like the amount.`, "Use one currency in a row.");
    return null;
  }
  const paidMinor = paid ? paid.amountMinor : amount.amountMinor - said.amountMinor;
  const bothWrong = "Correct one of the two amounts.";
  if (paidMinor < 0n) {
    row.reject(
      field,
      paid ? "A payment cannot be negative." : "More is outstanding than was billed.",
      bothWrong,
    );
  }
  if (paidMinor > amount.amountMinor) {
    row.reject(
      field,
      paid ? "More was paid than was billed." : "What is outstanding cannot be negative.",
      bothWrong,
    );
  }
  return paidMinor;
}
