import type { DebtorKind } from "~/domain/vocabulary";
import { contactChannels, debtorKinds, timesOfDay, type ContactChannel } from "~/domain/vocabulary";
import { money, type Currency } from "~/domain/money";
import { readWrittenAmount, writeAmount } from "~/domain/pay-link/written-amount";
import { z } from "zod";
import type { StepConditions } from "./conditions";
import { findCadenceProblems, mostSteps, type StepProblem } from "./problems";
import type { CadencePolicy, CadenceStep } from "./steps";

/** Whom a cadence is for: everyone without another, those of a kind, or those that a person puts in it. */
export const cadenceUses = ["default", ...debtorKinds, "chosen"] as const;
export type CadenceUse = (typeof cadenceUses)[number];

/** A cadence as somebody has drawn it up, whether or not it can be used. */
export interface CadenceDraft extends CadencePolicy {
  name: string;
  use: CadenceUse;
  steps: CadenceStep[];
}

const conditionFields = [
  "amountAtLeast",
  "amountAtMost",
  "daysLateAtLeast",
  "daysLateAtMost",
  "size",
  "history",
  "kind",
  "engagement",
  "answered",
] as const;
export const rowFields = ["anchor", "days", "contact", "timeOfDay", ...conditionFields] as const;
export type RowField = (typeof rowFields)[number];

/** One step as it stands in the form. */
export type StepRow = Record<RowField, string>;

/** The whole form, every field as it was typed. */
export interface CadenceText {
  name: string;
  use: string;
  repeatEveryDays: string;
  rows: StepRow[];
}

/** What is wrong, by the name of the field. `steps` is about all rows together. */
export type FormProblems = Record<string, string[]>;

export type Reading = { draft: CadenceDraft; problems: null } | { draft: null; problems: FormProblems };

export const rowAnchors = ["after_due", "before_due", "after_previous", "after_answer"] as const;
type RowAnchor = (typeof rowAnchors)[number];

const longestName = 60;
const mostDaysLate = 3_650;

/** The name of a field of a row: `steps.3.days`. */
export function rowField(index: number, field: RowField | "conditions"): string {
  return `steps.${index}.${field}`;
}

const emptyRow: StepRow = {
  anchor: "after_due",
  days: "",
  contact: "email/overdue-again",
  timeOfDay: "rotate",
  amountAtLeast: "",
  amountAtMost: "",
  daysLateAtLeast: "",
  daysLateAtMost: "",
  size: "",
  history: "",
  kind: "",
  engagement: "",
  answered: "",
};

/** Takes what a form sent as it is; fields that are not of a cadence are passed over. */
export function readCadenceText(entries: Iterable<readonly [string, unknown]>): CadenceText {
  const said = new Map<string, string>();
  for (const [name, value] of entries) if (typeof value === "string") said.set(name, value);
  const indexes = new Set<number>();
  for (const name of said.keys()) {
    const index = /^steps\.(\d{1,3})\./.exec(name)?.[1];
    if (index !== undefined) indexes.add(Number(index));
  }
  return {
    name: said.get("name") ?? "",
    use: said.get("use") ?? "",
    repeatEveryDays: said.get("repeatEveryDays") ?? "",
    rows: [...indexes]
      .sort((a, b) => a - b)
      .map((index) => rowOf((field) => said.get(rowField(index, field)) ?? "")),
  };
}

function rowOf(valueOf: (field: RowField) => string): StepRow {
  const row = { ...emptyRow };
  for (const field of rowFields) row[field] = valueOf(field);
  return row;
}

/** What a button of the form asks for that changes its rows. */
const rowIntent = /^(add|remove|up|down)(?:\.(\d{1,3}))?$/;

export function isRowIntent(intent: string): boolean {
  return rowIntent.test(intent);
}

/**
 * The form with a row added at the end, taken out, or moved by one; unchanged where that cannot be.
 *
 * @returns `row` the one to go on with.
 */
export function changeRows(text: CadenceText, intent: string): { text: CadenceText; row: number } {
  const [, verb, digits = "-1"] = rowIntent.exec(intent) ?? [];
  const at = Number(digits);
  const rows = [...text.rows];
  const row = rows[at];
  if (verb === "add" && rows.length < mostSteps) {
    rows.push(rowAfter(rows));
    return { text: { ...text, rows }, row: rows.length - 1 };
  }
  if (row === undefined) return { text, row: 0 };
  if (verb === "remove") {
    rows.splice(at, 1);
    return { text: { ...text, rows }, row: Math.max(0, Math.min(at, rows.length - 1)) };
  }
  const to = verb === "up" ? at - 1 : at + 1;
  if (to < 0 || to >= rows.length) return { text, row: at };
  rows.splice(at, 1);
  rows.splice(to, 0, row);
  return { text: { ...text, rows }, row: to };
}

/** A week after the step that it follows. */
function rowAfter(rows: readonly StepRow[]): StepRow {
  const last = rows.findLast(({ anchor }) => anchor === "after_due");
  const days = wholeNumber(last?.days ?? "");
  return { ...emptyRow, days: days === null ? "1" : `${days + 7}` };
}

/** A draft as the form shows it; `readDraft` makes the same draft of it again. */
export function writeCadenceText(
  { name, use, repeatEveryDays, steps }: CadenceDraft,
  { currency, language }: { currency: Currency; language: string },
): CadenceText {
  const amount = (minor: bigint | undefined) =>
    minor === undefined ? "" : writeAmount(money(minor, currency), language);
  return {
    name,
    use,
    repeatEveryDays: `${repeatEveryDays}`,
    rows: steps.map(({ anchor, offsetDays, channel, templateKey, timeOfDay, conditions }) => ({
      anchor: anchor === "due" ? (offsetDays < 0 ? "before_due" : "after_due") : `after_${anchor}`,
      days: `${Math.abs(offsetDays)}`,
      contact: `${channel}/${templateKey}`,
      timeOfDay,
      amountAtLeast: amount(conditions.amountAtLeastMinor),
      amountAtMost: amount(conditions.amountAtMostMinor),
      daysLateAtLeast: conditions.daysLateAtLeast?.toString() ?? "",
      daysLateAtMost: conditions.daysLateAtMost?.toString() ?? "",
      size: conditions.size ?? "",
      history: conditions.history ?? "",
      kind: conditions.kind ?? "",
      engagement: conditions.engagement ?? "",
      answered: conditions.answered ?? "",
    })),
  };
}

/** What the form says, or what is wrong with it at each field, all at once. */
export function readDraft(text: CadenceText, { currency }: { currency: Currency }): Reading {
  const { draft, problems } = readLoosely(text, { currency });
  for (const problem of findCadenceProblems(draft)) {
    const field = fieldOf(problem);
    // A row that could not be read is told so once.
    if (!problems.has(field)) problems.set(field, [problem.message]);
  }
  if (problems.size === 0) return { draft, problems: null };
  return { draft: null, problems: Object.fromEntries(problems) };
}

/**
 * As much of the form as can be read, for showing what it comes to while it is typed: rows that make no sense
 * yet are null.
 */
export function readSteps(text: CadenceText, { currency }: { currency: Currency }): (CadenceStep | null)[] {
  return text.rows.map((row, index) => {
    const problems: Noted = new Map();
    const step = readRow(row, { index, currency, problems });
    return problems.size === 0 ? step : null;
  });
}

/** At which field of the form a problem with the cadence shows. */
export function fieldOf({ position, field }: StepProblem): string {
  if (position === null) return field === "repeatEveryDays" ? field : "steps";
  switch (field) {
    case "offsetDays":
      return rowField(position, "days");
    case "channel":
    case "templateKey":
      return rowField(position, "contact");
    case "anchor":
      return rowField(position, "anchor");
    default:
      return rowField(position, "conditions");
  }
}

type Noted = Map<string, string[]>;

function readLoosely(
  text: CadenceText,
  { currency }: { currency: Currency },
): { draft: CadenceDraft; problems: Noted } {
  const problems: Noted = new Map();
  const name = text.name.trim();
  if (name === "") problems.set("name", ["Give it a name that you will know it by."]);
  else if (name.length > longestName) problems.set("name", [`Use at most ${longestName} letters.`]);
  else if (!isPlainName(name))
    problems.set("name", ["Write it on one line, beginning with a letter or digit."]);
  const use = z.enum(cadenceUses).safeParse(text.use);
  if (!use.success) problems.set("use", ["Choose whom it is for."]);
  const repeat = wholeNumber(text.repeatEveryDays);
  const steps = text.rows.map((row, index) => readRow(row, { index, currency, problems }));
  return {
    draft: { name, use: use.data ?? "chosen", repeatEveryDays: repeat ?? Number.NaN, steps },
    problems,
  };
}

/** One line that begins with something a person can find it by. */
function isPlainName(name: string): boolean {
  return /^[\p{L}\p{N}][^\p{Cc}]*$/u.test(name);
}

interface ReadRow {
  index: number;
  currency: Currency;
  problems: Noted;
}

function readRow(row: StepRow, { index, currency, problems }: ReadRow): CadenceStep {
  const note = (field: RowField, message: string) => problems.set(rowField(index, field), [message]);
  const anchor = z.enum(rowAnchors).safeParse(row.anchor).data;
  if (anchor === undefined) note("anchor", "Choose what the days are counted from.");
  const days = wholeNumber(row.days);
  if (days === null) note("days", "Write a whole number of days, such as 7.");
  const contact = readContact(row.contact);
  if (contact === null) note("contact", "Choose what goes.");
  const timeOfDay = z.enum(timesOfDay).safeParse(row.timeOfDay).data;
  if (timeOfDay === undefined) note("timeOfDay", "Choose a time of day.");
  return {
    position: index,
    ...placed(anchor ?? "after_due", days ?? 0),
    channel: contact?.channel ?? "email",
    templateKey: contact?.templateKey ?? "",
    timeOfDay: timeOfDay ?? "rotate",
    conditions: readRowConditions(row, { currency, note }),
  };
}

function placed(anchor: RowAnchor, days: number): Pick<CadenceStep, "anchor" | "offsetDays"> {
  switch (anchor) {
    case "before_due":
      // Not −0, which is no day of its own.
      return { anchor: "due", offsetDays: days === 0 ? 0 : -days };
    case "after_due":
      return { anchor: "due", offsetDays: days };
    case "after_previous":
      return { anchor: "previous", offsetDays: days };
    case "after_answer":
      return { anchor: "answer", offsetDays: days };
  }
}

function readContact(text: string): { channel: ContactChannel; templateKey: string } | null {
  const [, way, templateKey] = /^(\w+)\/([a-z][a-z-]{0,40})$/.exec(text) ?? [];
  const channel = z.enum(contactChannels).safeParse(way).data;
  return channel === undefined || templateKey === undefined ? null : { channel, templateKey };
}

function readRowConditions(
  row: StepRow,
  { currency, note }: { currency: Currency; note: (field: RowField, message: string) => void },
): StepConditions {
  const amount = (field: "amountAtLeast" | "amountAtMost") => {
    if (row[field].trim() === "") return undefined;
    const minor = readWrittenAmount(row[field], currency);
    if (minor === null) note(field, `Write an amount in ${currency}, such as 40, or leave it empty.`);
    return minor ?? undefined;
  };
  const days = (field: "daysLateAtLeast" | "daysLateAtMost") => {
    if (row[field].trim() === "") return undefined;
    const number = wholeNumber(row[field]);
    if (number !== null && number <= mostDaysLate) return number;
    note(field, `Write whole days from 0 to ${mostDaysLate}, or leave it empty.`);
    return undefined;
  };
  const one = <const T extends string>(field: RowField, values: readonly T[]): T | undefined => {
    const value = row[field];
    if (value === "") return undefined;
    const found = values.find((known) => known === value);
    if (found === undefined) note(field, "Choose one of these.");
    return found;
  };
  const kinds: readonly DebtorKind[] = debtorKinds;
  return given({
    amountAtLeastMinor: amount("amountAtLeast"),
    amountAtMostMinor: amount("amountAtMost"),
    daysLateAtLeast: days("daysLateAtLeast"),
    daysLateAtMost: days("daysLateAtMost"),
    size: one("size", ["small", "not_small"]),
    history: one("history", ["first_time", "repeat"]),
    kind: one("kind", kinds),
    engagement: one("engagement", ["opened", "not_opened"]),
    answered: one("answered", ["never", "before", "promise_broken"]),
  });
}

/** Without what was not said, so that no condition is none. */
function given<T extends object>(conditions: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const said: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const key in conditions) {
    const value = conditions[key];
    if (isGiven(value)) said[key] = value;
  }
  return said;
}

function isGiven<V>(value: V): value is Exclude<V, undefined> {
  return value !== undefined;
}

function wholeNumber(text: string): number | null {
  const digits = text.trim();
  return /^\d{1,4}$/.test(digits) ? Number(digits) : null;
}
