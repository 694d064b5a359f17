import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { currency } from "~/domain/money";
import { announcedChargeAt, chargeInstant, instalmentDates, scheduleOf } from "~/domain/plan/calendar";
import { offeredCounts } from "~/domain/plan/offer";
import { retryAfterDays, retryAt } from "~/domain/plan/retry";
import { cutFromTheEnd, splitEvenly, type OpenInstalment } from "~/domain/plan/split";
import { settingsSchema } from "~/domain/vendor-form";
import { planFrequencies } from "~/domain/vocabulary";

const total = (amounts: Iterable<bigint>) => [...amounts].reduce((all, amount) => all + amount, 0n);
const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });
const count = fc.integer({ min: 2, max: 12 });
const step = fc.constantFrom(1n, 10n);
const frequency = fc.constantFrom(...planFrequencies);
const day = fc
  .date({ min: new Date("2024-01-01"), max: new Date("2033-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const zone = fc.constantFrom(
  "America/New_York",
  "Europe/Madrid",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "America/Sao_Paulo",
);

describe("a split", () => {
  test("sums to the amount, and its parts differ by one step at most, the larger first", () => {
    fc.assert(
      fc.property(amount, count, step, (amountMinor, parts, stepMinor) => {
        const split = splitEvenly(amountMinor, parts, stepMinor);
        expect(split).toHaveLength(parts);
        expect(total(split)).toBe(amountMinor);
        const even = split.map((part, index) => (index === 0 ? part - (amountMinor % stepMinor) : part));
        for (const [index, part] of even.entries()) {
          expect(part).toBeLessThanOrEqual(even[index - 1] ?? part);
          expect(part % stepMinor).toBe(0n);
        }
        expect((even[0] ?? 0n) - (even.at(-1) ?? 0n)).toBeLessThanOrEqual(stepMinor);
      }),
    );
  });

  test("of $100.00 in three gives the cent to the first", () => {
    expect(splitEvenly(10_000n, 3)).toEqual([3_334n, 3_333n, 3_333n]);
  });
});

describe("what is offered", () => {
  const terms = fc.record({
    maxInstalments: fc.integer({ min: 2, max: 12 }),
    minimumMinor: fc.bigInt({ min: 1n, max: 10n ** 6n }),
  });

  test("never has an instalment below what the vendor wants or a card can be charged", () => {
    fc.assert(
      fc.property(
        terms,
        amount,
        amount,
        step,
        (offered, amountMinor, chargeMinimumMinor, chargeStepMinor) => {
          const counts = offeredCounts(offered, { amountMinor, chargeMinimumMinor, chargeStepMinor });
          for (const parts of counts) {
            expect(parts).toBeGreaterThanOrEqual(2);
            expect(parts).toBeLessThanOrEqual(offered.maxInstalments);
            for (const part of splitEvenly(amountMinor, parts, chargeStepMinor)) {
              expect(part).toBeGreaterThanOrEqual(offered.minimumMinor);
              expect(part).toBeGreaterThanOrEqual(chargeMinimumMinor);
            }
          }
        },
      ),
    );
  });

  test("is nothing where the vendor offers no plan, and nothing for an amount too small to split", () => {
    const usd = { chargeMinimumMinor: 50n, chargeStepMinor: 1n };
    expect(offeredCounts(null, { amountMinor: 90_000n, ...usd })).toEqual([]);
    const offered = { maxInstalments: 4, minimumMinor: 2_000n };
    expect(offeredCounts(offered, { amountMinor: 3_999n, ...usd })).toEqual([]);
    expect(offeredCounts(offered, { amountMinor: 4_000n, ...usd })).toEqual([2]);
    expect(offeredCounts(offered, { amountMinor: 90_000n, ...usd })).toEqual([2, 3, 4]);
    expect(offeredCounts(offered, { amountMinor: 0n, ...usd })).toEqual([]);
  });

  test("is nothing for an amount that Stripe cannot charge exactly", () => {
    const offered = { maxInstalments: 4, minimumMinor: 10n };
    const dinar = { chargeMinimumMinor: 1n, chargeStepMinor: 10n };
    expect(offeredCounts(offered, { amountMinor: 10_005n, ...dinar })).toEqual([]);
    expect(offeredCounts(offered, { amountMinor: 10_010n, ...dinar })).toEqual([2, 3, 4]);
  });
});

describe("the dates of a plan", () => {
  test("keep the day of the month, and a month that is too short does not move the ones after it", () => {
    expect(instalmentDates({ firstOn: "2026-01-31", count: 5, frequency: "monthly" })).toEqual([
      "2026-01-31",
      "2026-02-28",
      "2026-03-31",
      "2026-04-30",
      "2026-05-31",
    ]);
    expect(instalmentDates({ firstOn: "2028-01-30", count: 2, frequency: "monthly" })[1]).toBe("2028-02-29");
  });

  test("are a week or a fortnight apart, across months and years", () => {
    expect(instalmentDates({ firstOn: "2026-12-24", count: 3, frequency: "weekly" })).toEqual([
      "2026-12-24",
      "2026-12-31",
      "2027-01-07",
    ]);
    expect(instalmentDates({ firstOn: "2026-12-24", count: 2, frequency: "fortnightly" })[1]).toBe(
      "2027-01-07",
    );
  });

  test("go forward, begin with the first day and never lie more than a step apart", () => {
    fc.assert(
      fc.property(day, count, frequency, (firstOn, parts, often) => {
        const dates = instalmentDates({ firstOn, count: parts, frequency: often });
        expect(dates[0]).toBe(firstOn);
        for (const [index, date] of dates.entries()) {
          const before = dates[index - 1];
          if (before === undefined) continue;
          const days = Temporal.PlainDate.from(before).until(date).days;
          const [least, most] = { weekly: [7, 7], fortnightly: [14, 14], monthly: [28, 31] }[often];
          expect(days).toBeGreaterThanOrEqual(least ?? 0);
          expect(days).toBeLessThanOrEqual(most ?? 0);
        }
      }),
    );
  });

  test("a schedule pairs each date with its part of the amount", () => {
    const schedule = scheduleOf({
      amountMinor: 10_000n,
      count: 3,
      frequency: "fortnightly",
      chargeStepMinor: 1n,
      firstOn: "2026-11-22",
    });
    expect(schedule).toEqual([
      { number: 1, dueOn: "2026-11-22", amountMinor: 3_334n },
      { number: 2, dueOn: "2026-12-06", amountMinor: 3_333n },
      { number: 3, dueOn: "2026-12-20", amountMinor: 3_333n },
    ]);
  });
});

describe("the hour of a charge", () => {
  test("is ten in the morning where the debtor is, in summer and in winter", () => {
    expect(chargeInstant("2026-07-01", "America/New_York").toISOString()).toBe("2026-07-01T14:00:00.000Z");
    expect(chargeInstant("2026-12-01", "America/New_York").toISOString()).toBe("2026-12-01T15:00:00.000Z");
    fc.assert(
      fc.property(day, zone, (on, timeZone) => {
        const local = Temporal.Instant.fromEpochMilliseconds(
          chargeInstant(on, timeZone).getTime(),
        ).toZonedDateTimeISO(timeZone);
        // Samoa skipped a day, not an hour of one in these years; nobody skips ten in the morning.
        expect([local.toPlainDate().toString(), local.hour, local.minute]).toEqual([on, 10, 0]);
      }),
    );
  });

  test("is never sooner than two days after it was announced, and stays where it can", () => {
    fc.assert(
      fc.property(
        zone,
        day,
        fc.integer({ min: -20 * 86_400_000, max: 20 * 86_400_000 }),
        (timeZone, on, ms) => {
          const chargeAt = chargeInstant(on, timeZone);
          const now = new Date(chargeAt.getTime() + ms);
          const announced = announcedChargeAt({ chargeAt, now, timeZone });
          expect(announced.getTime()).toBeGreaterThanOrEqual(now.getTime() + 2 * 86_400_000);
          expect(announced.getTime()).toBeGreaterThanOrEqual(chargeAt.getTime());
          if (chargeAt.getTime() < now.getTime() + 2 * 86_400_000)
            expect(announced.getTime()).toBeLessThanOrEqual(now.getTime() + 4 * 86_400_000);
          else expect(announced).toEqual(chargeAt);
        },
      ),
    );
  });
});

describe("a failed charge", () => {
  const failedAt = new Date("2026-12-01T15:00:30Z");
  const timeZone = "America/New_York";

  test("is tried again after three days and after seven more, then no more", () => {
    const retry = (attempts: number) => retryAt({ frequency: "monthly", attempts, failedAt, timeZone });
    expect(retry(1)?.toISOString()).toBe("2026-12-04T15:00:00.000Z");
    expect(retry(2)?.toISOString()).toBe("2026-12-08T15:00:00.000Z");
    expect(retry(3)).toBeNull();
  });

  test("is given up before the next instalment of the plan is due", () => {
    const stepDays = { weekly: 7, fortnightly: 14, monthly: 28 };
    for (const often of planFrequencies) {
      const days = retryAfterDays[often].reduce((all, pause) => all + pause, 0);
      expect(days).toBeLessThan(stepDays[often]);
    }
  });
});

describe("money that comes in otherwise", () => {
  const open = fc
    .array(fc.bigInt({ min: 50n, max: 10n ** 6n }), { minLength: 1, maxLength: 11 })
    .map((amounts): OpenInstalment[] =>
      amounts.map((amountMinor, index) => ({ number: index + 2, amountMinor })),
    );
  const outstanding = fc.bigInt({ min: -100n, max: 12n * 10n ** 6n });

  test("cuts the remaining instalments to what is outstanding, and raises none", () => {
    fc.assert(
      fc.property(open, outstanding, (instalments, outstandingMinor) => {
        const before = total(instalments.map(({ amountMinor }) => amountMinor));
        const kept = cutFromTheEnd(instalments, outstandingMinor, 50n);
        const owed = outstandingMinor > 0n ? outstandingMinor : 0n;
        expect(total(kept.map(({ amountMinor }) => amountMinor))).toBe(owed < before ? owed : before);
        for (const [index, { number, amountMinor }] of kept.entries()) {
          expect(number).toBe(instalments[index]?.number);
          expect(amountMinor).toBeGreaterThan(0n);
          if (index < kept.length - 1 || amountMinor !== 50n)
            expect(amountMinor).toBeLessThanOrEqual(instalments[index]?.amountMinor ?? 0n);
        }
      }),
    );
  });

  test("leaves the next instalments as they were and takes from the last", () => {
    const three = [2, 3, 4].map((number) => ({ number, amountMinor: 1_000n }));
    expect(cutFromTheEnd(three, 1_500n, 50n)).toEqual([
      { number: 2, amountMinor: 1_000n },
      { number: 3, amountMinor: 500n },
    ]);
    expect(cutFromTheEnd(three, 0n, 50n)).toEqual([]);
    expect(cutFromTheEnd(three, 9_000n, 50n)).toEqual(three);
  });

  test("never leaves a last instalment that is too small to charge while another can make up for it", () => {
    const three = [2, 3, 4].map((number) => ({ number, amountMinor: 1_000n }));
    expect(cutFromTheEnd(three, 2_030n, 50n)).toEqual([
      { number: 2, amountMinor: 1_000n },
      { number: 3, amountMinor: 980n },
      { number: 4, amountMinor: 50n },
    ]);
    fc.assert(
      fc.property(open, outstanding, (instalments, outstandingMinor) => {
        const kept = cutFromTheEnd(instalments, outstandingMinor, 50n);
        const [last, before] = [kept.at(-1), kept.at(-2)];
        if (last && before && before.amountMinor >= 100n)
          expect(last.amountMinor).toBeGreaterThanOrEqual(50n);
      }),
    );
  });
});

describe("what a vendor says about plans", () => {
  const settings = (planMaxInstalments: string, planMinimum: string) =>
    settingsSchema({ country: "US", currency: currency("USD") }).safeParse({
      name: "Harbour Street Dental",
      signatureName: "Maya Lindqvist",
      replyToEmail: "billing@harbourdental.example",
      phone: "",
      postalAddress: "12 Harbour Street, New York, NY 10013",
      brandColor: "#1f5f4a",
      timeZone: "America/New_York",
      language: "en-US",
      reminderMode: "automatic",
      contactPolicy: "careful",
      partialMinimum: "",
      planMaxInstalments,
      planMinimum,
    });

  test("is both how many and how small, or neither", () => {
    expect(settings("6", "10").data).toMatchObject({ planMaxInstalments: 6, planMinimumMinor: 1_000n });
    expect(settings("", "").data).toMatchObject({ planMaxInstalments: null, planMinimumMinor: null });
    expect(settings("6", "").error?.issues[0]?.path).toEqual(["planMinimum"]);
    expect(settings("", "10").error?.issues[0]?.path).toEqual(["planMaxInstalments"]);
  });

  test.each(["1", "13", "0", "-2", "2.5", "six", "1e1"])("never has %s instalments", (count) => {
    expect(settings(count, "10").error?.issues[0]?.path).toEqual(["planMaxInstalments"]);
  });
});
