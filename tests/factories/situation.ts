import type { Situation } from "~/domain/cadence/decide";
import type { OpenAnswer } from "~/domain/cadence/holds";
import { friendly } from "~/domain/cadence/presets";
import { limitsFor } from "~/domain/contact-rules/applicable";
import { placeOf } from "~/domain/contact-rules/place";
import { Temporal } from "temporal-polyfill";
import type { BalanceId } from "~/domain/ids";
import type { ContactChannel } from "~/domain/vocabulary";
import { live, type Happening } from "~tests/year/life";

const vendor = { timeZone: "America/New_York", country: "US" };
/** A debtor in New York State or elsewhere in the country: the zone is known, the region is not. */
export const newYork = placeOf({
  timeZone: "America/New_York",
  country: "US",
  region: null,
  postalCode: null,
  phone: null,
  vendor,
});
export const careful = { contactPolicy: "careful", collectsForOthers: false } as const;
export const balanceId = (name: string) => name as BalanceId;

/** $45.00 in New York, due on 2 March 2026, in the friendly cadence, unless said otherwise. */
export function situation(now: string | Date, said: Partial<Situation> = {}): Situation {
  return {
    now: new Date(now),
    vendor: { remindersOff: false, cadencePaused: false, canCollect: true, paymentsKnownUntil: null },
    cadence: friendly,
    place: newYork,
    limits: limitsFor({ place: newYork, kind: null, vendor: careful, choice: null }),
    balances: [{ id: balanceId("a"), dueOn: "2026-03-02" }],
    answers: [],
    ended: null,
    standing: {
      askedMinor: 4_500n,
      daysLate: 0,
      isSmall: false,
      isRepeat: false,
      kind: "consumer",
      hasOpened: false,
      answered: "never",
    },
    paymentPending: false,
    waiting: null,
    heldOutUntil: null,
    usableChannels: new Set<ContactChannel>(["email", "sms", "call"]),
    planned: [],
    contacts: [],
    ...said,
  };
}

export const answer = (kind: OpenAnswer["kind"], said: Partial<OpenAnswer> = {}): OpenAnswer => ({
  kind,
  promisedOn: null,
  balanceIds: [],
  ...said,
});

/** What goes, as it reads on a calendar in New York. */
export function sentBy(start: Situation, until: string, happenings: readonly Happening[] = []): string[] {
  const { contacts } = live(start, { happenings, until: new Date(until) });
  return contacts.map(({ at, channel, templateKey }) => `${inNewYork(at)} ${channel} ${templateKey}`);
}

const inNewYork = (at: Date) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO("America/New_York")
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" });
