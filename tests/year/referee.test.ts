import { describe, expect, test } from "vitest";
import { limitsFor } from "~/domain/contact-rules/applicable";
import { placeOf } from "~/domain/contact-rules/place";
import type { BalanceId } from "~/domain/ids";
import type { Situation } from "~/domain/cadence/decide";
import type { Life, MadeContact } from "./life";
import { complaintsAbout } from "./referee";

const place = placeOf({
  timeZone: "America/New_York",
  country: "US",
  region: null,
  postalCode: null,
  phone: null,
  vendor: { timeZone: "America/New_York", country: "US" },
});
const start: Situation = {
  now: new Date("2026-03-02T12:00:00Z"),
  vendor: { remindersOff: false, cadencePaused: false, canCollect: true, paymentsKnownUntil: null },
  cadence: { steps: [], repeatEveryDays: 30 },
  place,
  limits: limitsFor({
    place,
    kind: null,
    vendor: { contactPolicy: "careful", collectsForOthers: false },
    choice: null,
  }),
  balances: [{ id: "b" as BalanceId, dueOn: "2026-03-01" }],
  answers: [],
  ended: null,
  standing: {
    askedMinor: 1n,
    daysLate: 1,
    isSmall: false,
    isRepeat: false,
    kind: "consumer",
    hasOpened: false,
    answered: "never",
  },
  paymentPending: false,
  waiting: null,
  heldOutUntil: null,
  usableChannels: new Set(["email", "sms"]),
  planned: [],
  contacts: [],
};

/** Ten in the morning in New York, on days of March 2026; the third is a Tuesday. */
const on = (day: number, said: Partial<MadeContact> = {}): MadeContact => ({
  at: new Date(`2026-03-${String(day).padStart(2, "0")}T15:00:00Z`),
  channel: "email",
  slot: `2026-03-01/${day}`,
  templateKey: "overdue",
  conversation: false,
  ...said,
});
const lifeOf = (contacts: MadeContact[], said: Partial<Life> = {}): Life => ({
  start,
  until: new Date("2026-06-01T00:00:00Z"),
  contacts,
  forbidden: [],
  end: { situation: start, waits: null },
  complaints: [],
  ...said,
});

describe("the referee", () => {
  test("has nothing to say about a life in which every promise was kept", () => {
    expect(complaintsAbout(lifeOf([on(3), on(5, { channel: "sms" }), on(7), on(11)]))).toEqual([]);
  });

  test.each<[string, Life, RegExp]>([
    ["before the hours", lifeOf([on(3, { at: new Date("2026-03-03T13:59:00Z") })]), /outside the hours/],
    ["after the hours", lifeOf([on(3, { at: new Date("2026-03-04T01:00:00Z") })]), /outside the hours/],
    ["on a Sunday", lifeOf([on(15)]), /outside the hours/],
    ["on a holiday", lifeOf([on(3, { at: new Date("2026-05-25T15:00:00Z") })]), /Memorial Day/],
    ["a fourth in seven days", lifeOf([on(3), on(5), on(6), on(9)]), /4 within 7 days/],
    [
      "a third SMS in seven days",
      lifeOf([on(3, { channel: "sms" }), on(5, { channel: "sms" }), on(9, { channel: "sms" })]),
      /3 within 7 days/,
    ],
    ["a slot taken twice", lifeOf([on(3), { ...on(5), slot: "2026-03-01/3" }]), /taken twice/],
    [
      "two on one day",
      lifeOf([on(3), on(4, { at: new Date("2026-03-03T21:00:00Z") })]),
      /Two contacts on 2026-03-03/,
    ],
    [
      "a contact during a dispute",
      lifeOf([on(5)], { forbidden: [{ from: on(4).at, until: null, why: "dispute" }] }),
      /although: dispute/,
    ],
    [
      "a debtor who is dropped",
      lifeOf([on(3)], { end: { situation: start, waits: { until: null, because: "No reason." } } }),
      /It is stuck: No reason\./,
    ],
  ])("notices %s", (_what, life, complaint) => {
    expect(complaintsAbout(life).join("\n")).toMatch(complaint);
  });
});
