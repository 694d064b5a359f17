import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideNextContact } from "~/domain/cadence/decide";
import { findCadenceProblems } from "~/domain/cadence/problems";
import { addDays } from "~/domain/dates";
import { answerKinds } from "~/domain/vocabulary";
import { live } from "~tests/year/life";
import { complaintsAbout } from "~tests/year/referee";
import { anyDebtor, anyHappenings, anyPolicy, lastDay } from "~tests/year/worlds";

/** `FC_RUNS=100000` for the long run. */
const numRuns = Number(process.env["FC_RUNS"] ?? 400);
const patienceMs = 120_000 + numRuns * 20;

describe("whatever the cadence, the calendar, the place and the debtor", () => {
  test(
    "no hour is broken, no cap exceeded, nobody contacted who must not be, no slot used twice, nothing stuck",
    () => {
      fc.assert(
        fc.property(anyDebtor, anyHappenings, (start, happenings) => {
          const life = live(start, { happenings, until: lastDay });
          expect(complaintsAbout(life)).toEqual([]);
        }),
        { numRuns },
      );
    },
    patienceMs,
  );

  test("only channels are used on which the debtor may be reached", () => {
    fc.assert(
      fc.property(anyDebtor, (start) => {
        const { contacts } = live(start, { happenings: [], until: lastDay });
        for (const { channel } of contacts) expect(start.usableChannels.has(channel)).toBe(true);
      }),
      { numRuns: Math.min(numRuns, 2_000) },
    );
  });

  test("who may be written to and owes is asked again within two months, for as long as they owe", () => {
    fc.assert(
      fc.property(anyDebtor, (start) => {
        const messages = start.usableChannels.has("email") || start.usableChannels.has("sms");
        const { contacts, end } = live(start, { happenings: [], until: lastDay });
        // Who may be in places far apart can be written to in one season only.
        if (!messages || end.waits?.until === null || start.place.zones.length > 1) return;
        const oldest = start.balances.map(({ dueOn }) => dueOn).sort()[0] ?? "";
        const owedSince = Math.max(start.now.getTime(), Date.parse(addDays(oldest, 30)));
        const times = [owedSince, ...contacts.map(({ at }) => at.getTime()), lastDay.getTime()];
        const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
        // Sixty days between rounds at most, and what Sundays, holidays and full caps add.
        expect(Math.max(...gaps)).toBeLessThan(75 * 86_400_000);
      }),
      { numRuns: Math.min(numRuns, 2_000) },
    );
  });

  test("an open answer about everything is honoured, whatever else is so", () => {
    fc.assert(
      fc.property(anyDebtor, fc.constantFrom(...answerKinds), (start, kind) => {
        const promisedOn = addDays(start.now.toISOString().slice(0, 10), 3);
        const answer = { kind, promisedOn: kind === "promise_to_pay" ? promisedOn : null, balanceIds: [] };
        const decision = decideNextContact({ ...start, answers: [answer] });
        expect(decision.kind).toBe("wait");
        if (decision.kind === "wait") expect(decision.because).toMatch(/\.$/);
      }),
      { numRuns },
    );
  });

  test("every cadence that these lives are lived by passes the editor", () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        expect(findCadenceProblems(policy)).toEqual([]);
      }),
    );
  });
});
