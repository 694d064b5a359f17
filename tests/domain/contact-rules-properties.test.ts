import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limitOfChoice } from "~/domain/contact-rules/choice";
import { decideContact, type Contact } from "~/domain/contact-rules/decide";
import { closedAt, nextOpening } from "~/domain/contact-rules/hours";
import { longestCapDays, strictest } from "~/domain/contact-rules/limits";
import { contactChannels } from "~/domain/vocabulary";
import {
  anyChannel,
  anyChoice,
  anyLimits,
  anyMoment,
  anyPlace,
  anyQuestion,
  contactRuleRuns,
  countedWithin,
  dayMs,
  isLawful,
  namedLimits,
  patience,
  type Question,
} from "../factories/contact-rules";

const runs = { numRuns: contactRuleRuns };
const fewer = { numRuns: Math.ceil(contactRuleRuns / 4) };

const isAllowed = (question: Question) => decideContact(question).kind === "allowed";

/** Instants from one on to before another, close together at first and ever further apart. */
function* instantsBetween(fromMs: number, toMs: number): Generator<number> {
  for (let step = 1; step < 60; step += 1) {
    const at = fromMs + ((toMs - fromMs) * step ** 2) / 3_600;
    if (at < toMs) yield Math.floor(at);
  }
}

describe("whatever the place, the limits, the history and the moment", () => {
  test("what is allowed is lawful, and what is not says why", patience, () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const decision = decideContact(question);
        expect(decision.kind === "allowed").toBe(isLawful(question));
        if (decision.kind === "not_now") expect(decision.reason).toMatch(/^[A-Z0-9].*[^.]\.$/);
      }),
      runs,
    );
  });

  test("the time it names is the first that is lawful", patience, () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const decision = decideContact(question);
        if (decision.kind === "allowed") return;
        const horizonMs = question.now.getTime() + 360 * dayMs;
        const untilMs = decision.until?.getTime() ?? horizonMs;
        expect(untilMs).toBeGreaterThan(question.now.getTime());
        if (decision.until !== null) expect(isLawful({ ...question, now: decision.until })).toBe(true);
        expect(isLawful({ ...question, now: new Date(untilMs - 1) })).toBe(false);
        for (const at of instantsBetween(question.now.getTime(), untilMs)) {
          expect(isLawful({ ...question, now: new Date(at) })).toBe(false);
        }
      }),
      fewer,
    );
  });

  test(
    "an opening is open and the instant before it is not, over every change of the clocks",
    patience,
    () => {
      fc.assert(
        fc.property(anyMoment, anyPlace, anyLimits, anyChannel, (from, place, limits, channel) => {
          const opening = nextOpening({ from, place, limits, channel });
          const closed = (at: Date) => closedAt({ at, place, limits, channel });
          if (opening === null) {
            expect(closed(from)).not.toBeNull();
            return;
          }
          expect(closed(opening)).toBeNull();
          if (opening > from) expect(closed(new Date(opening.getTime() - 1))).not.toBeNull();
          else expect(opening).toEqual(from);
        }),
        runs,
      );
    },
  );

  test(
    "no window ever holds more than its cap when each contact is made as soon as it may be",
    patience,
    () => {
      const story = fc.record({
        start: anyMoment,
        place: anyPlace,
        limits: anyLimits,
        wishes: fc.array(
          fc.record({
            channel: anyChannel,
            laterMs: fc.integer({ min: 0, max: 2 * dayMs }),
            conversation: fc.boolean(),
          }),
          { minLength: 5, maxLength: 30 },
        ),
      });
      fc.assert(
        fc.property(story, ({ start, place, limits, wishes }) => {
          const contacts: Contact[] = [];
          let now = start;
          for (const { channel, laterMs, conversation } of wishes) {
            now = new Date(now.getTime() + laterMs);
            const question = { now, channel, place, contacts, limits };
            const decision = decideContact(question);
            if (decision.kind === "not_now" && decision.until === null) continue;
            if (decision.kind === "not_now") now = decision.until ?? now;
            contacts.push({ channel, at: now, conversation: conversation && channel === "call" });
            for (const cap of limits.caps.filter(({ counts }) => counts === "contacts")) {
              expect(countedWithin(cap, contacts, now)).toBeLessThanOrEqual(cap.max);
            }
            expect(isLawful({ ...question, now, contacts: [] })).toBe(true);
          }
        }),
        { numRuns: Math.ceil(contactRuleRuns / 8) },
      );
    },
  );

  test("a debtor's choice never widens what the limits allow", patience, () => {
    fc.assert(
      fc.property(anyQuestion, anyChoice, (question, choice) => {
        const chosen = { ...question, limits: strictest([question.limits, limitOfChoice(choice)]) };
        if (isAllowed(chosen)) expect(isAllowed(question)).toBe(true);
        if (choice.channels?.includes(question.channel) === false) {
          expect(decideContact(chosen)).toMatchObject({ kind: "not_now", rule: "choice", until: null });
        }
      }),
      runs,
    );
  });

  test("the strictest of two limits allows what both allow, and nothing else", patience, () => {
    fc.assert(
      fc.property(anyQuestion, anyLimits, (question, other) => {
        const both = strictest([question.limits, other]);
        const together = isAllowed({ ...question, limits: both });
        expect(together).toBe(isAllowed(question) && isAllowed({ ...question, limits: other }));
        const turned = strictest([other, question.limits]);
        expect(isAllowed({ ...question, limits: turned })).toBe(together);
      }),
      runs,
    );
  });
});

test("no named limit looks further back than contacts are read, and each has a lawful hour a week", () => {
  for (const limits of Object.values(namedLimits)) {
    for (const cap of limits.caps) {
      expect(cap.days).toBeLessThanOrEqual(longestCapDays);
      expect(cap.max).toBeGreaterThan(0);
    }
    for (const channel of contactChannels) {
      expect(limits.hours[channel]).toHaveLength(7);
      expect(limits.hours[channel].some((span) => span !== null)).toBe(true);
    }
  }
});
