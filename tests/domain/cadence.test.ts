import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { balancesToAsk } from "~/domain/cadence/asked";
import { decideNextContact, type Situation } from "~/domain/cadence/decide";
import { defaultCadence } from "~/domain/cadence/default-cadence";
import { promiseGraceDays, type OpenAnswer } from "~/domain/cadence/holds";
import type { CadenceStep } from "~/domain/cadence/steps";
import { safeDefault } from "~/domain/contact-rules/limits";
import type { BalanceId } from "~/domain/ids";
import { answerKinds, type Channel } from "~/domain/vocabulary";

const place = { zones: ["America/New_York"], homeZone: "America/New_York", country: "US" } as const;
const balanceId = (name: string) => name as BalanceId;

function situation(now: string | Date, said: Partial<Situation> = {}): Situation {
  return {
    now: new Date(now),
    vendor: { remindersOff: false, cadencePaused: false, canCollect: true, paymentsKnownUntil: null },
    steps: defaultCadence.steps,
    place,
    limits: safeDefault,
    balances: [{ id: balanceId("a"), dueOn: "2026-03-02" }],
    answers: [],
    paymentPending: false,
    usableChannels: new Set<Channel>(["email", "sms"]),
    planned: [],
    contacts: [],
    ...said,
  };
}

const answer = (kind: OpenAnswer["kind"], said: Partial<OpenAnswer> = {}): OpenAnswer => ({
  kind,
  promisedOn: null,
  balanceIds: [],
  ...said,
});

/**
 * Lives through the days, hour by hour, as the sweep does: looks when it was told to, sends what it is told
 * to.
 */
function live(start: Situation, { until, from = start.now }: { until: string; from?: Date }) {
  let current: Situation = { ...start, now: from };
  const sent: { at: Date; channel: Channel; slot: string }[] = [];
  for (let looks = 0; looks < 5_000 && current.now < new Date(until); looks += 1) {
    const decision = decideNextContact(current);
    if (decision.kind === "wait") {
      if (decision.until === null) return { sent, stuck: decision.because };
      if (decision.until <= current.now)
        throw new Error(`It waits for ${decision.until.toISOString()}, which is past.`);
      current = { ...current, now: decision.until };
      continue;
    }
    const contact = { at: current.now, channel: decision.channel, slot: decision.slot.name };
    sent.push(contact);
    current = {
      ...current,
      planned: [...current.planned, contact],
      contacts: [...current.contacts, contact],
    };
  }
  return { sent, stuck: null };
}

const inNewYork = (at: Date) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO("America/New_York")
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" });

describe("the default cadence", () => {
  test("asks the morning after the due date, then at other hours, then every thirty days", () => {
    const { sent } = live(situation("2026-03-02T15:00:00Z"), { until: "2026-07-10T00:00:00Z" });
    expect(sent.map(({ at, channel }) => `${inNewYork(at)} ${channel}`)).toEqual([
      "2026-03-03T09:00 email",
      "2026-03-06T12:00 sms",
      "2026-03-12T18:00 email",
      "2026-03-19T17:00 sms",
      "2026-04-01T10:00 email",
      "2026-05-01T10:00 email",
      // The thirtieth day after is a Sunday.
      "2026-06-01T09:00 email",
      "2026-07-01T10:00 email",
    ]);
    expect(new Set(sent.map(({ slot }) => slot)).size).toBe(sent.length);
  });

  test("what fell due long before its import is asked for at once, then in order, without a burst", () => {
    const { sent } = live(
      situation("2026-03-10T15:20:00Z", { balances: [{ id: balanceId("a"), dueOn: "2025-06-01" }] }),
      { until: "2026-04-20T00:00:00Z" },
    );
    expect(sent.map(({ at, channel }) => `${inNewYork(at)} ${channel}`)).toEqual([
      "2026-03-10T11:20 email",
      "2026-03-13T12:00 sms",
      "2026-03-19T18:00 email",
      "2026-03-26T17:00 sms",
      "2026-04-08T10:00 email",
    ]);
  });

  test("nothing goes on the due date itself", () => {
    expect(decideNextContact(situation("2026-03-02T15:00:00Z"))).toMatchObject({
      kind: "wait",
      until: new Date("2026-03-03T14:00:00Z"),
    });
  });

  test("a debtor without a phone gets the SMS steps by email; one without either is named", () => {
    const byEmail = live(situation("2026-03-03T15:00:00Z", { usableChannels: new Set(["email"]) }), {
      until: "2026-04-10T00:00:00Z",
    });
    expect(byEmail.sent.map(({ channel }) => channel)).toEqual(["email", "email", "email", "email", "email"]);
    const none = decideNextContact(situation("2026-03-03T15:00:00Z", { usableChannels: new Set() }));
    expect(none).toMatchObject({
      kind: "wait",
      until: null,
      because: "There is no email address or phone number that may be written to.",
    });
  });
});

describe("payments that may have come in unheard", () => {
  const overdue = "2026-03-10T15:00:00Z";
  const heardUntil = (paymentsKnownUntil: string | null) =>
    situation(overdue, {
      vendor: {
        remindersOff: false,
        cadencePaused: false,
        canCollect: true,
        paymentsKnownUntil: paymentsKnownUntil === null ? null : new Date(paymentsKnownUntil),
      },
    });

  test("hold every reminder, and are looked for again in two minutes", () => {
    expect(decideNextContact(heardUntil("2026-03-10T14:34:59Z"))).toEqual({
      kind: "wait",
      until: new Date("2026-03-10T15:02:00Z"),
      because: "What was paid in the meantime is being asked of Stripe first.",
      next: null,
    });
  });

  test.each(["2026-03-10T14:35:00Z", "2026-03-10T15:00:00Z", null])("hold none when heard until %s", (at) => {
    expect(decideNextContact(heardUntil(at))).toEqual(decideNextContact(situation(overdue)));
  });
});

describe("what holds a reminder", () => {
  const overdue = "2026-03-10T15:00:00Z";
  test.each<[string, Partial<Situation>, string]>([
    [
      "the vendor's switch",
      { vendor: { remindersOff: true, cadencePaused: false, canCollect: true, paymentsKnownUntil: null } },
      "Reminders are switched off.",
    ],
    [
      "an account that takes no payments",
      { vendor: { remindersOff: false, cadencePaused: false, canCollect: false, paymentsKnownUntil: null } },
      "The Stripe account that payments go to cannot take any.",
    ],
    [
      "a paused cadence",
      { vendor: { remindersOff: false, cadencePaused: true, canCollect: true, paymentsKnownUntil: null } },
      "The cadence is paused.",
    ],
    ["a payment under way", { paymentPending: true }, "A payment is under way."],
    ["nothing outstanding", { balances: [] }, "Nothing is outstanding."],
    ["a dispute", { answers: [answer("dispute")] }, "The debtor disputes it; a person decides."],
    ["a refusal", { answers: [answer("refusal")] }, "The debtor said they will not pay; a person decides."],
    [
      "a wrong person",
      { answers: [answer("wrong_person")] },
      "The person reached says they are not the debtor.",
    ],
  ])("%s, until it changes", (_what, said, because) => {
    expect(decideNextContact(situation(overdue, said))).toMatchObject({ kind: "wait", until: null, because });
  });

  test("a promise, until the grace after its date has passed; then the cadence goes on", () => {
    const answers = [answer("promise_to_pay", { promisedOn: "2026-03-12" })];
    expect(decideNextContact(situation(overdue, { answers }))).toMatchObject({
      kind: "wait",
      until: new Date("2026-03-15T04:00:00Z"),
      because: "The debtor promised to pay on 2026-03-12.",
    });
    expect(promiseGraceDays).toBe(2);
    expect(decideNextContact(situation("2026-03-16T15:00:00Z", { answers }))).toMatchObject({ kind: "send" });
  });

  test("an answer about one balance leaves the others to be asked for", () => {
    const balances = [
      { id: balanceId("a"), dueOn: "2026-02-01" },
      { id: balanceId("b"), dueOn: "2026-03-05" },
    ];
    const answers = [answer("dispute", { balanceIds: [balanceId("a")] })];
    const decision = decideNextContact(situation(overdue, { balances, answers }));
    expect(decision).toMatchObject({ kind: "send", slot: { name: "2026-03-05/0/email" } });
    const asked = balancesToAsk({ balances, answers, paymentPending: false }, "2026-03-10");
    expect(asked).toMatchObject({ kind: "ask", balances: [{ id: "b" }] });
  });

  test("a person who is not the debtor stops all of it, whichever balance they were asked about", () => {
    const answers = [answer("wrong_person", { balanceIds: [balanceId("another")] })];
    expect(decideNextContact(situation(overdue, { answers }))).toMatchObject({ kind: "wait", until: null });
  });
});

/* Whatever the cadence, the debtor and the day. */

const steps = fc
  .array(
    fc.record({
      channel: fc.constantFrom<Channel>("email", "sms"),
      days: fc.integer({ min: 0, max: 12 }),
      localHour: fc.integer({ min: 0, max: 23 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((drawn) => {
    let offsetDays = -4;
    return drawn.map(({ channel, days, localHour }, position): CadenceStep => ({
      position,
      channel,
      templateKey: "overdue",
      localHour,
      offsetDays: (offsetDays += days),
    }));
  });

const zone = fc.constantFrom(
  "America/New_York",
  "Europe/Lisbon",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "America/Santiago",
);
const days = (from: string, count: number) =>
  fc
    .integer({ min: 0, max: count })
    .map((day) => Temporal.PlainDate.from(from).add({ days: day }).toString());

const anySituation = fc
  .record({
    steps,
    zone,
    dueOn: fc.array(days("2025-12-01", 150), { minLength: 1, maxLength: 4 }),
    usable: fc.constantFrom<Channel[]>(["email"], ["sms"], ["email", "sms"]),
    now: fc.date({ min: new Date("2026-01-01"), max: new Date("2026-06-01"), noInvalidDate: true }),
  })
  .map(({ steps: drawn, zone: home, dueOn, usable, now }) =>
    situation(now, {
      steps: drawn,
      place: { zones: [home], homeZone: home, country: "US" },
      balances: dueOn.map((on, index) => ({ id: balanceId(String(index)), dueOn: on })),
      usableChannels: new Set(usable),
    }),
  );

describe("whatever the cadence, the debtor and the day", () => {
  test("no cap is exceeded, no hour is broken, no slot is used twice and nothing gets stuck", () => {
    fc.assert(
      fc.property(anySituation, (start) => {
        const until = new Date(start.now.getTime() + 120 * 86_400_000).toISOString();
        const { sent, stuck } = live(start, { until });
        expect(stuck).toBeNull();
        expect(new Set(sent.map(({ slot }) => slot)).size).toBe(sent.length);
        for (const { at } of sent) {
          const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(
            start.place.homeZone,
          );
          expect(local.hour).toBeGreaterThanOrEqual(9);
          expect(local.hour).toBeLessThan(20);
          expect(local.dayOfWeek).not.toBe(7);
          const before = (ofDays: number, channel?: Channel) =>
            sent.filter(
              (other) =>
                other.at <= at &&
                other.at.getTime() > at.getTime() - ofDays * 86_400_000 &&
                (channel === undefined || other.channel === channel),
            ).length;
          expect(before(7)).toBeLessThanOrEqual(3);
          expect(before(30)).toBeLessThanOrEqual(10);
          expect(before(7, "sms")).toBeLessThanOrEqual(2);
        }
        for (const { channel } of sent) expect(start.usableChannels.has(channel)).toBe(true);
        // Within a week of the day the first step is for, weekends and caps and all, unless we stop looking.
        const oldest = start.balances.map(({ dueOn }) => dueOn).sort()[0] ?? "";
        const firstDay = Temporal.PlainDate.from(oldest).add({ days: start.steps[0]?.offsetDays ?? 0 });
        const wantedMs = Math.max(start.now.getTime(), Date.parse(`${firstDay.toString()}T00:00:00Z`));
        if (wantedMs + 8 * 86_400_000 < Date.parse(until)) expect(sent.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  test("an open answer about everything is honoured, whatever else is so", () => {
    fc.assert(
      fc.property(anySituation, fc.constantFrom(...answerKinds), (start, kind) => {
        const promisedOn = Temporal.PlainDate.from(start.now.toISOString().slice(0, 10))
          .add({ days: 3 })
          .toString();
        const decision = decideNextContact({ ...start, answers: [answer(kind, { promisedOn })] });
        expect(decision.kind).toBe("wait");
        if (decision.kind === "wait") expect(decision.because).toMatch(/\.$/);
      }),
      { numRuns: 500 },
    );
  });
});
