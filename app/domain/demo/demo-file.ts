import { stringify } from "csv-stringify/sync";
import { type CivilDate, addDays, civilDateAt } from "~/domain/dates";
import { amountsLikeTheSample } from "./amounts";
import { type DemoDebtor, demoDebtors } from "./debtors";
import { type Random, randomFrom } from "./random";

const BALANCES = 240;
const DEBTORS = 100;
/** All balances of the sample are due 30 days after their issue. */
const TERMS_DAYS = 30;
/** Far enough back that every aging bucket has something in it. */
const OLDEST_ISSUE_DAYS = 165;
/** The share of the sample's balances that were paid after they were due. */
const LATE_SHARE = 0.356;
/** Of the demo's late balances, those still outstanding: what a vendor comes to Tenfold with. */
const STILL_OWED_SHARE = 0.6;
/**
 * The last settlements in the file are a week old: an export is never quite fresh, and the demo begins before
 * today.
 */
const FILE_AGE_DAYS = 7;

/**
 * The demo vendor's file of balances, as its accounting program would export it: 240 balances of 100 invented
 * people, distributed like the sample of real receivables, with ages counted from `now`. The same seed and
 * day make the same file.
 */
export function demoFile({ now, seed }: { now: Date; seed: number }): { balancesCsv: string } {
  const random = randomFrom(seed);
  const today = civilDateAt(now, "UTC");
  const debtors = demoDebtors(DEBTORS, random);
  const amounts = amountsLikeTheSample(BALANCES, random);
  const late = shuffled(BALANCES, random).map((place) => place < BALANCES * LATE_SHARE);
  const rows = amounts.map((amount, at) => {
    const debtor = debtors[at < DEBTORS ? at : random.below(DEBTORS)];
    if (!debtor) throw new Error("There are fewer debtors than places for them.");
    return balanceRow({ at, amount, isLate: late[at] ?? false, debtor, today, random });
  });
  return { balancesCsv: stringify([COLUMNS, ...rows.sort(byReference)]) };
}

const COLUMNS = [
  "Reference",
  "Debtor reference",
  "Name",
  "Email",
  "Phone",
  "Language",
  "Time zone",
  "Description",
  "Issued",
  "Due",
  "Amount",
  "Currency",
  "Settled on",
];

const SERVICES = [
  "Check-up",
  "Check-up and cleaning",
  "Cleaning",
  "X-ray",
  "Filling",
  "Fluoride treatment",
  "Night guard",
  "Crown, second visit",
  "Whitening",
  "Retainer repair",
  "Emergency visit",
  "Consultation",
];

interface RowToMake {
  at: number;
  amount: string;
  isLate: boolean;
  debtor: DemoDebtor;
  today: CivilDate;
  random: Random;
}

function balanceRow({ at, amount, isLate, debtor, today, random }: RowToMake): string[] {
  // Ages are spread evenly, so that every aging bucket has its share whatever the seed.
  const daysOld = Math.floor(((at + random.unit()) * OLDEST_ISSUE_DAYS) / BALANCES);
  const issuedOn = addDays(today, -daysOld);
  const settledOn = settledDate({ issuedOn, isLate, today, random });
  return [
    String(48_000 - daysOld * 7 - random.below(7)).padStart(7, "0") + String(at).padStart(3, "0"),
    debtor.reference,
    debtor.name,
    debtor.email,
    debtor.phone,
    debtor.language,
    debtor.timeZone,
    SERVICES[random.below(SERVICES.length)] ?? "",
    dayMonthYear(issuedOn),
    dayMonthYear(addDays(issuedOn, TERMS_DAYS)),
    amount,
    "USD",
    settledOn === null ? "" : dayMonthYear(settledOn),
  ];
}

/** Null while it is outstanding. */
function settledDate({
  issuedOn,
  isLate,
  today,
  random,
}: Pick<RowToMake, "isLate" | "today" | "random"> & { issuedOn: CivilDate }): CivilDate | null {
  const lateBy = isLate ? 1 + Math.floor(44 * random.unit() ** 2) : -random.below(TERMS_DAYS);
  const neverPaid = random.unit() < STILL_OWED_SHARE;
  const settledOn = addDays(issuedOn, TERMS_DAYS + lateBy);
  return (isLate && neverPaid) || settledOn > addDays(today, -FILE_AGE_DAYS) ? null : settledOn;
}

function shuffled(count: number, random: Random): number[] {
  const places = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    const [here = 0, there = 0] = [places[at], places[other]];
    places[at] = there;
    places[other] = here;
  }
  return places;
}

function byReference([a = ""]: string[], [b = ""]: string[]): number {
  return a < b ? -1 : 1;
}

function dayMonthYear(date: CivilDate): string {
  const [year = "", month = "", day = ""] = date.split("-");
  return `${day}/${month}/${year}`;
}
