import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareNext, foresee, isBurst, type ForeseenContact } from "~/domain/cadence/foresee";
import { live } from "~tests/year/life";
import { anyDebtor } from "~tests/year/worlds";

const dayMs = 86_400_000;

describe("what is foreseen for a debtor", () => {
  test("is what then happens within the week, when nothing else does", () => {
    fc.assert(
      fc.property(anyDebtor, (drawn) => {
        // Without calls: in these lives each is answered, and what is foreseen has nobody answer.
        const start = {
          ...drawn,
          usableChannels: new Set([...drawn.usableChannels].filter((channel) => channel !== "call")),
        };
        const until = new Date(start.now.getTime() + 7 * dayMs);
        const foreseen = foresee(start, until).filter(({ at }) => at < until);
        const { contacts } = live(start, { happenings: [], until });
        // Whether they opened a message, or how late it is, is for the planner to read again each time.
        const asks = start.cadence.steps.some(
          ({ conditions: { engagement, daysLateAtLeast, daysLateAtMost } }) =>
            engagement !== undefined || daysLateAtLeast !== undefined || daysLateAtMost !== undefined,
        );
        fc.pre(!asks);
        expect(foreseen).toEqual(
          contacts.map(({ at, channel, templateKey }) => ({ at, channel, templateKey })),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("has the first contact, however far it is", () => {
    fc.assert(
      fc.property(anyDebtor, (start) => {
        const [first] = foresee(start, start.now);
        const until = new Date(start.now.getTime() + 400 * dayMs);
        const [happens] = live(start, { happenings: [], until }).contacts;
        if (start.cadence.steps.every(({ conditions }) => Object.keys(conditions).length === 0))
          expect(first?.at).toEqual(happens?.at);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the next contact under a change", () => {
  const contact = (at: string, said: Partial<ForeseenContact> = {}): ForeseenContact => ({
    at: new Date(at),
    channel: "email",
    templateKey: "overdue",
    ...said,
  });
  const noon = contact("2026-03-10T12:00:00Z");

  test("is told apart by whether it comes, when, and how", () => {
    expect(compareNext(undefined, undefined)).toBe("same");
    expect(compareNext(undefined, noon)).toBe("starts");
    expect(compareNext(noon, undefined)).toBe("stops");
    expect(compareNext(noon, contact("2026-03-10T11:59:00Z"))).toBe("sooner");
    expect(compareNext(noon, contact("2026-03-10T12:01:00Z"))).toBe("later");
    expect(compareNext(noon, contact("2026-03-10T12:00:59Z"))).toBe("same");
    expect(compareNext(noon, { ...noon, channel: "sms" })).toBe("words");
    expect(compareNext(noon, { ...noon, templateKey: "monthly" })).toBe("words");
  });

  test("is a burst when many more go than would have", () => {
    expect(isBurst({ before: 0, after: 9 })).toBe(false);
    expect(isBurst({ before: 0, after: 10 })).toBe(true);
    expect(isBurst({ before: 100, after: 150 })).toBe(false);
    expect(isBurst({ before: 100, after: 200 })).toBe(true);
    expect(isBurst({ before: 50, after: 0 })).toBe(false);
  });
});
