import fc from "fast-check";
import type { Situation } from "~/domain/cadence/decide";
import type { StepConditions } from "~/domain/cadence/conditions";
import { cadencePresets } from "~/domain/cadence/presets";
import type { CadencePolicy, CadenceStep } from "~/domain/cadence/steps";
import { limitsFor } from "~/domain/contact-rules/applicable";
import { placeOf } from "~/domain/contact-rules/place";
import { addDays } from "~/domain/dates";
import type { BalanceId } from "~/domain/ids";
import { answerKinds, contactChannels, contactPolicies, timesOfDay } from "~/domain/vocabulary";
import type { Happening } from "./life";

const dayMs = 86_400_000;
const firstDay = "2025-10-01";
/** The lives end here; every clock in the world has changed twice by then. */
export const lastDay = new Date("2026-12-01T00:00:00Z");

const conditions: fc.Arbitrary<StepConditions> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  fc.record(
    {
      amountAtLeastMinor: fc.bigInt({ min: 1n, max: 20_000n }),
      daysLateAtLeast: fc.integer({ min: 0, max: 60 }),
      size: fc.constantFrom("small" as const, "not_small" as const),
      history: fc.constantFrom("first_time" as const, "repeat" as const),
      kind: fc.constantFrom("consumer" as const, "company" as const),
      engagement: fc.constantFrom("opened" as const, "not_opened" as const),
      answered: fc.constantFrom("never" as const, "before" as const, "promise_broken" as const),
    },
    { requiredKeys: [] },
  ),
);

const drawnStep = fc.record({
  channel: fc.constantFrom(...contactChannels),
  isPrevious: fc.boolean(),
  days: fc.integer({ min: 1, max: 12 }),
  timeOfDay: fc.constantFrom(...timesOfDay),
  conditions,
});

const drawnPolicy = fc
  .record({
    startDays: fc.integer({ min: -10, max: 4 }),
    main: fc.array(drawnStep, { minLength: 1, maxLength: 12 }),
    answer: fc.array(drawnStep, { maxLength: 3 }),
    repeatEveryDays: fc.integer({ min: 7, max: 60 }),
  })
  .map(({ startDays, main, answer, repeatEveryDays }): CadencePolicy => {
    let day = startDays;
    const steps = main.map(
      ({ channel, isPrevious, days, timeOfDay, conditions: when }, position): CadenceStep => {
        day += position === 0 ? 0 : days;
        const isLast = position === main.length - 1;
        const anchor = isPrevious && position > 0 ? "previous" : "due";
        return {
          position,
          channel: isLast && channel === "call" ? "email" : channel,
          templateKey: "overdue",
          anchor,
          offsetDays: anchor === "previous" ? days : day,
          timeOfDay,
          conditions: isLast ? {} : when,
        };
      },
    );
    let after = -1;
    for (const { channel, days, timeOfDay, conditions: when } of answer) {
      after += days;
      steps.push({
        position: steps.length,
        channel,
        templateKey: "broken-promise",
        anchor: "answer",
        offsetDays: after,
        timeOfDay,
        conditions: when,
      });
    }
    return { steps, repeatEveryDays };
  });

/** Any cadence that the editor lets pass, the shipped ones among them. */
export const anyPolicy: fc.Arbitrary<CadencePolicy> = fc.oneof(
  { weight: 3, arbitrary: drawnPolicy },
  fc.constantFrom(...cadencePresets),
);

const choice = fc.option(
  fc.record({
    channels: fc.option(fc.subarray([...contactChannels], { minLength: 1 })),
    hours: fc.option(fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 }))),
  }),
);

/** Where the debtor is, by as much as is known of it, and so what the law says. */
const whereabouts = fc.record({
  country: fc.constantFrom(null, "US", "CA", "AU", "GB", "DE", "ES", "BR", "JP", "NZ"),
  region: fc.constantFrom(null, "US-MA", "US-NY", "US-HI", "US-TX", "CA-ON", "CA-QC", "CA-NL", "AU-NSW"),
  postalCode: fc.constantFrom(null, "10013", "02139", "96815", "M5V 2T6", "2000"),
  phone: fc.constantFrom(
    null,
    "+12125550123",
    "+16175550123",
    "+18085550123",
    "+14165550123",
    "+61255501234",
  ),
  timeZone: fc.constantFrom(
    null,
    "America/New_York",
    "America/St_Johns",
    "Pacific/Honolulu",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Europe/Madrid",
    "Pacific/Apia",
  ),
});

/** A debtor at the start of a life, with all that is known of them. */
export const anyDebtor: fc.Arbitrary<Situation> = fc
  .record({
    whereabouts,
    choice,
    policy: anyPolicy,
    kind: fc.constantFrom(null, "consumer" as const, "company" as const),
    contactPolicy: fc.constantFrom(...contactPolicies),
    collectsForOthers: fc.boolean(),
    usable: fc.subarray([...contactChannels]),
    dueDays: fc.array(fc.integer({ min: -120, max: 200 }), { minLength: 1, maxLength: 4 }),
    startsAfterMs: fc.integer({ min: 0, max: 150 * dayMs }),
    askedMinor: fc.bigInt({ min: 1n, max: 50_000n }),
    isSmall: fc.boolean(),
    isRepeat: fc.boolean(),
    hasOpened: fc.boolean(),
  })
  .map((drawn) => {
    const { usable, dueDays, startsAfterMs, kind } = drawn;
    const vendor = { timeZone: "America/New_York", country: "US" };
    const place = placeOf({ ...drawn.whereabouts, vendor });
    const hours = drawn.choice?.hours ?? null;
    const chosen = drawn.choice && {
      channels: drawn.choice.channels,
      opensAtHour: hours && Math.min(hours[0], hours[1] - 1),
      closesAtHour: hours && hours[1],
      language: null,
    };
    const limits = limitsFor({ place, kind, vendor: drawn, choice: chosen });
    const channels = usable.filter((channel) => chosen?.channels?.includes(channel) ?? true);
    return {
      now: new Date(Date.parse(firstDay) + startsAfterMs),
      vendor: { remindersOff: false, cadencePaused: false, canCollect: true, paymentsKnownUntil: null },
      cadence: drawn.policy,
      place,
      limits,
      balances: dueDays.map((days, index) => ({
        id: `b${index}` as BalanceId,
        dueOn: addDays(firstDay, days),
      })),
      answers: [],
      ended: null,
      standing: {
        askedMinor: drawn.askedMinor,
        daysLate: 0,
        isSmall: drawn.isSmall,
        isRepeat: drawn.isRepeat,
        kind: kind ?? "consumer",
        hasOpened: drawn.hasOpened,
        answered: "never",
      },
      paymentPending: false,
      waiting: null,
      heldOutUntil: null,
      usableChannels: new Set(channels),
      planned: [],
      contacts: [],
    };
  });

const at = fc
  .integer({ min: 0, max: 400 * 24 * 60 })
  .map((minutes) => new Date(Date.parse(firstDay) + minutes * 60_000));

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc
    .record({ at, answer: fc.constantFrom(...answerKinds), days: fc.integer({ min: 0, max: 40 }) })
    .map(({ at: when, answer, days }) => ({
      at: when,
      kind: "answers" as const,
      answer,
      promisedOn: answer === "promise_to_pay" ? addDays(when.toISOString().slice(0, 10), days) : null,
    })),
  fc.record({ at, kind: fc.constant("closed" as const), how: fc.constant("resolved" as const) }),
  fc.record({ at, kind: fc.constantFrom("writes" as const, "handled" as const, "pays" as const) }),
  fc.record({ at, kind: fc.constant("pending" as const), pending: fc.boolean() }),
  fc.record({ at, days: fc.integer({ min: -20, max: 60 }) }).map(({ at: when, days }) => ({
    at: when,
    kind: "owes" as const,
    dueOn: addDays(when.toISOString().slice(0, 10), days),
  })),
  fc.record({
    at,
    kind: fc.constant("unreachable" as const),
    channel: fc.constantFrom(...contactChannels),
  }),
  fc.record({ at, kind: fc.constant("paused" as const), paused: fc.boolean() }),
  fc.record({ at, kind: fc.constant("stopped" as const), stopped: fc.boolean() }),
  fc.record({ at, kind: fc.constant("cadence" as const), cadence: anyPolicy }),
  fc.record({ at, days: fc.integer({ min: 1, max: 40 }) }).map(({ at: when, days }) => ({
    at: when,
    kind: "down" as const,
    until: new Date(when.getTime() + days * dayMs),
  })),
);

/** What may happen to a debtor over a year, in any order. */
export const anyHappenings: fc.Arbitrary<Happening[]> = fc.array(happening, { maxLength: 10 });
