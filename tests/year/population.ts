import type { Situation } from "~/domain/cadence/decide";
import { cadencePresets, type CadencePreset } from "~/domain/cadence/presets";
import { limitsFor } from "~/domain/contact-rules/applicable";
import { placeOf } from "~/domain/contact-rules/place";
import { addDays } from "~/domain/dates";
import { randomFrom, type Random } from "~/domain/demo/random";
import type { BalanceId } from "~/domain/ids";
import type { ContactChannel } from "~/domain/vocabulary";
import { live, type Happening, type Life, type MadeContact } from "./life";

export const yearStartsOn = "2026-01-01";
const startsAt = new Date("2026-01-01T05:00:00Z");
export const yearEndsAt = new Date("2027-01-01T05:00:00Z");
const hourMs = 3_600_000;
const dayMs = 86_400_000;

export interface LivedDebtor {
  life: Life;
  preset: CadencePreset;
  dueOn: string;
  paidAt: Date | null;
}

/** Where they live, as a vendor in the United States with some customers abroad would find. */
const places = [
  ["America/New_York", "US", "US-NY", "10013"],
  ["America/New_York", "US", "US-MA", "02139"],
  ["America/Chicago", "US", "US-TX", "77002"],
  ["America/Denver", "US", "US-CO", "80202"],
  ["America/Los_Angeles", "US", "US-CA", "94103"],
  ["Pacific/Honolulu", "US", "US-HI", "96815"],
  [null, "US", null, null],
  [null, null, null, null],
  ["America/Toronto", "CA", "CA-ON", null],
  ["America/Montreal", "CA", "CA-QC", null],
  ["Australia/Sydney", "AU", "AU-NSW", null],
  ["Europe/London", "GB", null, null],
  ["Europe/Madrid", "ES", null, null],
] as const;

/** One debtor's year, the same for the same seed. */
export function liveAYear(seed: number): LivedDebtor {
  const random = randomFrom(seed);
  const preset = pick(random, cadencePresets);
  const dueOn = addDays(yearStartsOn, random.below(330));
  const start = debtor(random, preset, dueOn);
  let paidAt: Date | null = null;
  const happenings = ofTheirOwn(random, dueOn);
  const react = (made: MadeContact): Happening[] => {
    const reactions = answerTo(random, made);
    for (const { kind, at } of reactions) if (kind === "pays") paidAt = paidAt ?? at;
    return paidAt !== null && paidAt < made.at ? [] : reactions;
  };
  return { life: live(start, { happenings, until: yearEndsAt, react }), preset, dueOn, paidAt };
}

function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[random.below(from.length)];
  if (found === undefined) throw new Error("There is nothing to pick from.");
  return found;
}

function debtor(random: Random, preset: CadencePreset, dueOn: string): Situation {
  const [timeZone, country, region, postalCode] = pick(random, places);
  const vendor = { timeZone: "America/New_York", country: "US" };
  const place = placeOf({ timeZone, country, region, postalCode, phone: null, vendor });
  const kind = preset.audience ?? "consumer";
  const reach: readonly ContactChannel[][] = [
    ["email", "sms", "call"],
    ["email", "sms", "call"],
    ["email"],
    ["sms", "call"],
  ];
  return {
    now: startsAt,
    vendor: { remindersOff: false, cadencePaused: false, canCollect: true, paymentsKnownUntil: null },
    cadence: preset,
    place,
    limits: limitsFor({
      place,
      kind,
      vendor: {
        contactPolicy: random.unit() < 0.8 ? "careful" : "law",
        collectsForOthers: random.unit() < 0.1,
      },
      choice: null,
    }),
    balances: [{ id: "b0" as BalanceId, dueOn }],
    answers: [],
    ended: null,
    standing: {
      askedMinor: BigInt(1_500 + random.below(48_500)),
      daysLate: 0,
      isSmall: random.unit() < 0.4,
      isRepeat: random.unit() < 0.3,
      kind,
      hasOpened: random.unit() < 0.5,
      answered: "never",
    },
    paymentPending: false,
    waiting: null,
    heldOutUntil: null,
    usableChannels: new Set(pick(random, reach)),
    planned: [],
    contacts: [],
  };
}

/** What happens without a reminder: the odd one pays by themselves, moves away, or the process is down. */
function ofTheirOwn(random: Random, dueOn: string): Happening[] {
  const due = Date.parse(dueOn);
  const happenings: Happening[] = [];
  const sometime = () => new Date(due + random.below(200 * 24) * hourMs);
  if (random.unit() < 0.15) happenings.push({ at: new Date(due + random.below(240) * hourMs), kind: "pays" });
  if (random.unit() < 0.03) happenings.push({ at: sometime(), kind: "unreachable", channel: "sms" });
  if (random.unit() < 0.03) happenings.push({ at: sometime(), kind: "unreachable", channel: "email" });
  if (random.unit() < 0.01) happenings.push({ at: sometime(), kind: "stopped", stopped: true });
  if (random.unit() < 0.02) {
    const at = sometime();
    happenings.push({ at, kind: "down", until: new Date(at.getTime() + random.below(72) * hourMs) });
  }
  return happenings;
}

/** What a contact brings about: money, an answer, a few words, or nothing. */
function answerTo(random: Random, { at, channel }: MadeContact): Happening[] {
  const drawn = random.unit();
  const after = (hours: number) => new Date(at.getTime() + (1 + random.below(hours)) * hourMs);
  const pays = channel === "call" ? 0.2 : 0.12;
  if (drawn < pays) return [{ at: after(72), kind: "pays" }];
  if (drawn < pays + 0.04) {
    const said = after(24);
    const promisedOn = addDays(said.toISOString().slice(0, 10), 1 + random.below(14));
    const kept = random.unit() < 0.6;
    const promise: Happening = { at: said, kind: "answers", answer: "promise_to_pay", promisedOn };
    return kept ? [promise, { at: new Date(Date.parse(promisedOn) + 15 * hourMs), kind: "pays" }] : [promise];
  }
  if (drawn < pays + 0.06) {
    const said = after(24);
    const answer = pick(random, ["dispute", "already_paid", "refusal", "partial", "wrong_person"] as const);
    const closed: Happening = {
      at: new Date(said.getTime() + random.below(20) * dayMs),
      kind: "closed",
      how: "resolved",
    };
    return [{ at: said, kind: "answers", answer, promisedOn: null }, closed];
  }
  if (drawn < pays + 0.07)
    return [
      { at: after(12), kind: "writes" },
      { at: after(96), kind: "handled" },
    ];
  return [];
}
