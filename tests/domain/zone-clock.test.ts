import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { instantAt, isZone, localTime, nextTimeOrChange } from "~/domain/zone-clock";

const numRuns = Number(process.env["FC_RUNS"] ?? 2_000);
/** Temporal, which the clocks are held against, takes its time when tried 100,000 times. */
const patience = { timeout: Math.max(60_000, numRuns * 20) };
const minuteMs = 60_000;
const dayMs = 86_400_000;

const at = (iso: string) => Date.parse(iso);
const shown = (zone: string, iso: string) => {
  const { date, minuteOfDay, weekday } = localTime(zone, at(iso));
  const two = (part: number) => String(part).padStart(2, "0");
  return `${date} ${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)} ${weekday}`;
};
const clock = (hour: number, minute = 0) => hour * 60 + minute;
const opens = (zone: string, date: string, minuteOfDay: number) =>
  new Date(instantAt(zone, date, minuteOfDay)).toISOString();

describe("the local time", () => {
  test.each([
    ["America/New_York", "2026-03-10T13:00:00Z", "2026-03-10 09:00 2"],
    ["America/New_York", "2026-03-08T06:59:59Z", "2026-03-08 01:59 7"],
    ["America/New_York", "2026-03-08T07:00:00Z", "2026-03-08 03:00 7"],
    ["America/New_York", "2026-11-01T05:59:59Z", "2026-11-01 01:59 7"],
    ["America/New_York", "2026-11-01T06:00:00Z", "2026-11-01 01:00 7"],
    ["Asia/Kathmandu", "2026-03-10T13:00:00Z", "2026-03-10 18:45 2"],
    ["America/St_Johns", "2026-01-10T13:00:00Z", "2026-01-10 09:30 6"],
    ["Australia/Lord_Howe", "2026-04-04T14:59:59Z", "2026-04-05 01:59 7"],
    ["Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05 01:30 7"],
    ["Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01-01 00:00 5"],
    ["Pacific/Pago_Pago", "2027-01-01T10:59:59Z", "2026-12-31 23:59 4"],
    ["Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29 23:59 4"],
    ["Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31 00:00 6"],
    // Liberia kept its clocks at 44 minutes and 30 seconds behind until January 1972.
    ["Africa/Monrovia", "1971-06-01T00:44:29Z", "1971-05-31 23:59 1"],
    ["Africa/Monrovia", "1971-06-01T00:44:30Z", "1971-06-01 00:00 2"],
    ["+05:30", "2026-03-10T13:00:00Z", "2026-03-10 18:30 2"],
    ["UTC", "1969-12-31T23:59:59Z", "1969-12-31 23:59 3"],
  ])("in %s at %s is %s", (zone, instant, expected) => {
    expect(shown(zone, instant)).toBe(expected);
  });

  test("a zone that does not exist is refused by name", () => {
    expect(() => localTime("Mars/Olympus", 0)).toThrow(RangeError);
    expect(() => instantAt("", "2026-03-10", 0)).toThrow(RangeError);
    expect(isZone("Mars/Olympus")).toBe(false);
    expect(isZone("America/New_York")).toBe(true);
  });
});

describe("the instant of a local time", () => {
  test("that the clocks skip is the first after the gap", () => {
    expect(opens("America/New_York", "2026-03-08", clock(2))).toBe("2026-03-08T07:00:00.000Z");
    expect(opens("America/New_York", "2026-03-08", clock(2, 59))).toBe("2026-03-08T07:00:00.000Z");
    expect(opens("America/New_York", "2026-03-08", clock(3))).toBe("2026-03-08T07:00:00.000Z");
    // A whole date that Samoa never had.
    expect(opens("Pacific/Apia", "2011-12-30", clock(9))).toBe("2011-12-30T10:00:00.000Z");
    // Midnight itself is skipped in Cairo.
    expect(opens("Africa/Cairo", "2026-04-24", 0)).toBe("2026-04-23T22:00:00.000Z");
  });

  test("that they show twice is the earlier", () => {
    expect(opens("America/New_York", "2026-11-01", clock(1, 30))).toBe("2026-11-01T05:30:00.000Z");
    expect(opens("Australia/Lord_Howe", "2026-04-05", clock(1, 45))).toBe("2026-04-04T14:45:00.000Z");
  });

  test("1,440 is the midnight that ends the date", () => {
    expect(opens("America/New_York", "2026-03-08", clock(24))).toBe("2026-03-09T04:00:00.000Z");
  });
});

/* Whatever the zone and the moment: as Temporal says. */

const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"), "UTC", "Etc/GMT+12", "-03:30");
const firstMs = Date.UTC(1970, 0, 1);
const lastMs = Date.UTC(2101, 0, 1) - 1;
const anyMoment = fc.record({ zone, atMs: fc.integer({ min: firstMs, max: lastMs }) });

const inTemporal = (timeZone: string, ms: number) =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);

/** Around a change of the clocks, where mistakes would be, or anywhere in a zone that has none ahead. */
const moment = fc.oneof(
  anyMoment,
  fc
    .record({ moment: anyMoment, offMs: fc.integer({ min: -180 * minuteMs, max: 180 * minuteMs }) })
    .map(({ moment: { zone: timeZone, atMs }, offMs }) => {
      const change = inTemporal(timeZone, atMs).getTimeZoneTransition("next");
      return { zone: timeZone, atMs: Math.min(lastMs, (change?.epochMilliseconds ?? atMs) + offMs) };
    }),
);

describe("whatever the zone and the moment", () => {
  test("the local time is Temporal's", patience, () => {
    fc.assert(
      fc.property(moment, ({ zone: timeZone, atMs }) => {
        const local = inTemporal(timeZone, atMs);
        expect(localTime(timeZone, atMs)).toEqual({
          date: local.toPlainDate().toString(),
          minuteOfDay: local.hour * 60 + local.minute,
          weekday: local.dayOfWeek,
          dayNumber: Temporal.PlainDate.from("1970-01-01").until(local.toPlainDate()).days,
        });
      }),
      { numRuns },
    );
  });

  test("the instant of a local time is Temporal's earlier one, or the end of the gap", patience, () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -90, max: 90 }), ({ zone: timeZone, atMs }, offMinutes) => {
        const wanted = inTemporal(timeZone, atMs)
          .toPlainDateTime()
          .round("minute")
          .add({ minutes: offMinutes });
        const earlier = wanted.toZonedDateTime(timeZone, { disambiguation: "earlier" });
        const isSkipped = !earlier.toPlainDateTime().equals(wanted);
        const expected = isSkipped ? earlier.getTimeZoneTransition("next") : earlier;
        const minuteOfDay = wanted.hour * 60 + wanted.minute;
        const date = wanted.toPlainDate().toString();
        expect(instantAt(timeZone, date, minuteOfDay)).toBe(expected?.epochMilliseconds);
      }),
      { numRuns },
    );
  });

  test("what an instant shows leads back to it, or to the first time that it was shown", patience, () => {
    fc.assert(
      fc.property(moment, ({ zone: timeZone, atMs }) => {
        const { date, minuteOfDay } = localTime(timeZone, atMs);
        const back = instantAt(timeZone, date, minuteOfDay);
        expect(back).toBeLessThanOrEqual(atMs);
        expect(localTime(timeZone, back)).toMatchObject({ date, minuteOfDay });
      }),
      { numRuns },
    );
  });

  test("between now and the next time or change, the clocks run on without a break", patience, () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 3_000 }), ({ zone: timeZone, atMs }, minutes) => {
        const { dayNumber, minuteOfDay } = localTime(timeZone, atMs);
        const later = { dayNumber, minuteOfDay: minuteOfDay + minutes };
        const next = nextTimeOrChange(timeZone, atMs, later);
        expect(next).toBeGreaterThan(atMs);
        const offset = inTemporal(timeZone, atMs).offsetNanoseconds;
        expect(inTemporal(timeZone, next - 1).offsetNanoseconds).toBe(offset);
        const reached = localTime(timeZone, next);
        const wanted = dayNumber * 1_440 + minuteOfDay + minutes;
        const isThere = reached.dayNumber * 1_440 + reached.minuteOfDay === wanted;
        const isChange = inTemporal(timeZone, next).offsetNanoseconds !== offset;
        // Once a year the zone is looked at afresh, which counts as a change.
        expect(isThere || isChange || next % (366 * dayMs) === 0).toBe(true);
      }),
      { numRuns },
    );
  });
});

test("a year and more of zones is told apart in its order, forwards and backwards", () => {
  for (const timeZone of ["Africa/Casablanca", "Asia/Gaza", "America/Recife", "America/Argentina/Tucuman"]) {
    for (const year of [2000, 2004, 2026, 2040]) {
      for (let hour = 366 * 24; hour >= 0; hour -= 7) {
        const atMs = Date.UTC(year, 0, 1) + hour * 3_600_000;
        const local = inTemporal(timeZone, atMs);
        expect(localTime(timeZone, atMs).minuteOfDay).toBe(local.hour * 60 + local.minute);
      }
    }
  }
});

test("a thousand zones' names later, the clocks still tell the same", patience, () => {
  const before = localTime("America/New_York", at("2026-03-10T13:00:00Z"));
  for (let minutes = 0; minutes < 600; minutes += 1) {
    const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
    const name = `+${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
    expect(localTime(name, dayMs).minuteOfDay).toBe(minutes);
    expect(localTime(name.replace("+", "-"), dayMs).minuteOfDay).toBe((1_440 - minutes) % 1_440);
  }
  expect(localTime("America/New_York", at("2026-03-10T13:00:00Z"))).toEqual(before);
});
