import { type CellReading, read, unreadable } from "~/domain/import/problem";

export const dateOrders = ["dmy", "mdy", "ymd"] as const;
/** Which of day, month and year comes first in a date written in digits. */
export type DateOrder = (typeof dateOrders)[number];

export const dateOrderLabels: Record<DateOrder, string> = {
  dmy: "day / month / year",
  mdy: "month / day / year",
  ymd: "year / month / day",
};

interface Parts {
  year: number;
  month: number;
  day: number;
}

/**
 * Reads a date as `YYYY-MM-DD`. ISO dates and dates with a month's name need no order; a time of day after
 * the date is dropped. A date that does not exist, such as 31 February, is refused.
 */
export function parseDate(text: string, order: DateOrder): CellReading<string> {
  const written = splitDate(text);
  if (!written) {
    const serial = /^\d{5}([.,]\d+)?$/.test(text.trim());
    const whatToDo = serial
      ? "Format the column as dates before saving it as CSV."
      : "Write it like 2026-03-31.";
    return unreadable("This is not a date.", whatToDo);
  }
  const { year, month, day } = partsOf(written, order);
  if (year < EARLIEST_YEAR || year > LATEST_YEAR) {
    return unreadable(`The year ${year} is not plausible.`, "Correct the year.");
  }
  if (month < 1 || month > 12) {
    return unreadable(`There is no month ${month}.`, `Dates here are read as ${dateOrderLabels[order]}.`);
  }
  if (day < 1 || day > daysInMonth(year, month)) {
    return unreadable(`${monthName(month)} ${year} has no day ${day}.`, "Correct the day.");
  }
  return read(`${year}-${pad(month)}-${pad(day)}`);
}

const EARLIEST_YEAR = 1970;
const LATEST_YEAR = 2099;

/** What one date says about the order of the digits in its column. */
export type OrderEvidence = DateOrder | "either" | "none";

export function orderEvidence(text: string): OrderEvidence {
  const written = splitDate(text);
  if (written?.kind !== "digits") return "none";
  const { first, second } = written;
  if (first > 31) return "ymd";
  if (first > 12 && second <= 12) return "dmy";
  if (second > 12 && first <= 12) return "mdy";
  return first === second ? "none" : "either";
}

type WrittenDate =
  | ({ kind: "named" } & Parts)
  | ({ kind: "iso" } & Parts)
  | { kind: "digits"; first: number; second: number; third: number; yearDigits: number };

function splitDate(text: string): WrittenDate | null {
  const date = text.normalize("NFKC").trim().replace(TIME_OF_DAY, "").replace(/[,.]$/, "").trim();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(date) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(date);
  if (iso) return { kind: "iso", year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) };
  const digits = /^(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})$/.exec(date);
  if (digits) {
    const [, first, second, third = ""] = digits;
    return {
      kind: "digits",
      first: Number(first),
      second: Number(second),
      third: Number(third),
      yearDigits: third.length,
    };
  }
  return namedDate(date);
}

const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?[ap]\.?\s?m\.?)?`;
const OFFSET = String.raw`(?:\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?`;
const TIME_OF_DAY = new RegExp(String.raw`(?:T|\s+)${CLOCK}${OFFSET}$`, "i");

/** `3 Jan 2026`, `Jan 3, 2026`, `3-Jan-26`, `3. Januar 2026`, `3 de enero de 2026`, `January 3rd 2026`. */
function namedDate(date: string): WrittenDate | null {
  if (date.length > 40) return null;
  const words = date.toLowerCase().match(/\p{L}+\.?|\d+/gu) ?? [];
  const numbers = words.filter((word) => /^\d/.test(word));
  const names = words
    .filter((word) => !/^\d/.test(word))
    .map(plainWord)
    .filter((word) => !FILLERS.has(word));
  const month = names.length === 1 ? monthsByName.get(names[0] ?? "") : undefined;
  const [first = "", second = ""] = numbers;
  if (month === undefined || numbers.length !== 2) return null;
  if (first.length === 4) return { kind: "named", year: Number(first), month, day: Number(second) };
  if (first.length > 2 || (second.length !== 2 && second.length !== 4)) return null;
  return { kind: "named", year: fullYear(Number(second), second.length), month, day: Number(first) };
}

const FILLERS = new Set(["st", "nd", "rd", "th", "de", "del", "of", "er", "den"]);

function plainWord(word: string): string {
  return word.normalize("NFKD").replaceAll(/[^\p{L}]/gu, "");
}

/** Month names in the languages whose exports we expect, long and short, from the runtime's own tables. */
const monthsByName = new Map(
  ["en", "en-GB", "de", "fr", "es", "it", "nl", "pt"].flatMap((language) =>
    (["long", "short"] as const).flatMap((length) =>
      Array.from({ length: 12 }, (_, month): [string, number] => {
        const format = new Intl.DateTimeFormat(language, { month: length, day: "numeric", timeZone: "UTC" });
        const parts = format.formatToParts(Date.UTC(2024, month, 1));
        return [
          plainWord((parts.find(({ type }) => type === "month")?.value ?? "").toLowerCase()),
          month + 1,
        ];
      }),
    ),
  ),
);

function partsOf(written: WrittenDate, order: DateOrder): Parts {
  if (written.kind !== "digits") return written;
  const { first, second, third, yearDigits } = written;
  if (order === "ymd" && yearDigits === 2) return { year: fullYear(first, 2), month: second, day: third };
  const year = fullYear(third, yearDigits);
  return order === "mdy" ? { year, month: first, day: second } : { year, month: second, day: first };
}

/**
 * Two digits mean this century up to 79: receivables are not from the future, and not from before computers.
 */
function fullYear(year: number, digits: number): number {
  if (digits === 4) return year;
  return year < 80 ? 2000 + year : 1900 + year;
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function monthName(month: number): string {
  return new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(
    Date.UTC(2024, month - 1, 1),
  );
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
