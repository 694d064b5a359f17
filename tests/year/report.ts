import { localTime } from "~/domain/zone-clock";
import type { LivedDebtor } from "./population";
import { complaintsAbout } from "./referee";

/** What a year came to, in figures. */
export interface YearReport {
  debtors: number;
  contacts: number;
  paid: number;
  complaints: string[];
  /** How many debtors had how many contacts. */
  contactsPerDebtor: Map<string, number>;
  /** How many were first contacted how long after they fell overdue. */
  lags: Map<string, number>;
  /** How many contacts fell into each local hour. */
  hours: Map<string, number>;
  byChannel: Map<string, number>;
  byPreset: Map<string, number>;
}

export function reportOn(lived: Iterable<LivedDebtor>): YearReport {
  const report: YearReport = {
    debtors: 0,
    contacts: 0,
    paid: 0,
    complaints: [],
    contactsPerDebtor: new Map(countBands.map((band) => [band.name, 0])),
    lags: new Map(lagBands.map((band) => [band.name, 0])),
    hours: new Map(),
    byChannel: new Map(),
    byPreset: new Map(),
  };
  for (const debtor of lived) add(report, debtor);
  return report;
}

interface Band {
  name: string;
  /** Up to and with. */
  most: number;
}
const countBands: readonly Band[] = [
  { name: "none", most: 0 },
  { name: "1", most: 1 },
  { name: "2–3", most: 3 },
  { name: "4–6", most: 6 },
  { name: "7–10", most: 10 },
  { name: "11–15", most: 15 },
  { name: "16–25", most: 25 },
  { name: "more", most: Infinity },
];
const lagBands: readonly Band[] = [
  { name: "before that day", most: -0.001 },
  { name: "that day", most: 1 },
  { name: "the next", most: 2 },
  { name: "2–4 days", most: 4 },
  { name: "later", most: Infinity },
  { name: "not at all", most: NaN },
];

function add(report: YearReport, { life, preset, dueOn, paidAt }: LivedDebtor): void {
  const { contacts, start } = life;
  report.debtors += 1;
  report.contacts += contacts.length;
  if (paidAt !== null) report.paid += 1;
  report.complaints.push(...complaintsAbout(life));
  count(report.contactsPerDebtor, bandOf(countBands, contacts.length));
  const [first] = contacts;
  count(report.lags, first === undefined ? "not at all" : bandOf(lagBands, lagDays(life, first.at, dueOn)));
  for (const { at, channel } of contacts) {
    const { minuteOfDay } = localTime(start.place.homeZone, at.getTime());
    count(report.hours, String(Math.floor(minuteOfDay / 60)).padStart(2, "0"));
    count(report.byChannel, channel);
    count(report.byPreset, preset.name);
  }
}

/** Days from the local midnight on which it fell overdue to the contact. */
function lagDays({ start }: LivedDebtor["life"], at: Date, dueOn: string): number {
  const { date, minuteOfDay } = localTime(start.place.homeZone, at.getTime());
  return (Date.parse(date) - Date.parse(dueOn)) / 86_400_000 - 1 + minuteOfDay / 1440;
}

function bandOf(bands: readonly Band[], value: number): string {
  return bands.find(({ most }) => value <= most)?.name ?? "";
}

function count(into: Map<string, number>, key: string): void {
  into.set(key, (into.get(key) ?? 0) + 1);
}

/** The report as a person reads it, with a bar for each line of a histogram. */
export function reportInWords(report: YearReport): string {
  const { debtors, contacts, paid, complaints } = report;
  const lines = [
    `${debtors.toLocaleString("en")} debtors, one year: ${contacts.toLocaleString("en")} contacts, ` +
      `${(contacts / debtors).toFixed(1)} a debtor; ${paid.toLocaleString("en")} paid.`,
    ...histogram("Contacts per debtor", report.contactsPerDebtor),
    ...histogram("First contact, counted from the day it fell overdue", report.lags),
    ...histogram("Local hour of the contact", sorted(report.hours)),
    ...histogram("Channel", report.byChannel),
    ...histogram("Contacts by cadence", report.byPreset),
    "",
    complaints.length === 0
      ? "No rule was broken, nobody contacted who must not be, nothing sent twice, nobody dropped."
      : `${complaints.length} promises broken, among them:\n${complaints.slice(0, 20).join("\n")}`,
  ];
  return `${lines.join("\n")}\n`;
}

function sorted(counts: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const barWidth = 40;

function histogram(title: string, counts: ReadonlyMap<string, number>): string[] {
  const most = Math.max(1, ...counts.values());
  const width = Math.max(...[...counts.keys()].map((key) => key.length));
  const rows = [...counts].map(([key, value]) => {
    const bar = "█".repeat(Math.round((value / most) * barWidth));
    return `  ${key.padEnd(width)}  ${value.toLocaleString("en").padStart(8)}  ${bar}`.trimEnd();
  });
  return ["", title, ...rows];
}
