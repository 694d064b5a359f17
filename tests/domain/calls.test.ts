import { parseWithZod } from "@conform-to/zod/v4";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSamePartOfDay } from "~/domain/cadence/timing";
import { mayCall } from "~/domain/calls/may-call";
import { answerOf, callResultSchema } from "~/domain/calls/outcome";
import { mostTries, nextTry } from "~/domain/calls/tries";
import { limitsFor } from "~/domain/contact-rules/applicable";
import { decideContact, type Contact } from "~/domain/contact-rules/decide";
import { placeOf } from "~/domain/contact-rules/place";
import type { BalanceId } from "~/domain/ids";
import { callOutcomes } from "~/domain/vocabulary";

const hourMs = 3_600_000;
const vendor = {
  timeZone: "America/New_York",
  country: "US",
  contactPolicy: "careful",
  collectsForOthers: false,
} as const;

const zones = fc.constantFrom(
  "America/New_York",
  "America/Los_Angeles",
  "Europe/London",
  "Australia/Sydney",
  "Pacific/Chatham",
  null,
);
const debtors = fc.record({
  timeZone: zones,
  country: fc.constantFrom("US", "GB", "AU", "CA", null),
  region: fc.constantFrom("US-MA", "US-NY", null),
  phone: fc.constantFrom("+12125550142", "+61291234567", null),
  kind: fc.constantFrom("consumer", "company", null),
  policy: fc.constantFrom("careful", "law"),
});
/** Two years with every change of the clocks and every holiday in them. */
const instants = fc.date({
  min: new Date("2026-01-01T00:00:00Z"),
  max: new Date("2027-12-31T00:00:00Z"),
  noInvalidDate: true,
});

describe("a call that nobody answered", () => {
  test("is tried again later, at a lawful instant, in another part of the debtor's day, or never", () => {
    fc.assert(
      fc.property(
        debtors,
        instants,
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 1, max: 40 * 24 }), { maxLength: 12 }),
        (debtor, triedAt, tries, hoursAgo) => {
          const { policy, kind, ...clues } = debtor;
          const place = placeOf({ ...clues, postalCode: null, vendor });
          const limits = limitsFor({
            place,
            kind,
            vendor: { ...vendor, contactPolicy: policy },
            choice: null,
          });
          const contacts: Contact[] = [0, ...hoursAgo].map((hours) => ({
            channel: "call",
            at: new Date(triedAt.getTime() - hours * hourMs),
            conversation: false,
          }));
          const again = nextTry({ tries, triedAt, place, contacts, limits });
          if (tries >= mostTries) {
            expect(again).toBeNull();
            return;
          }
          if (again === null) return;
          expect(again.getTime()).toBeGreaterThan(triedAt.getTime());
          expect(isSamePartOfDay(again, triedAt, place)).toBe(false);
          expect(decideContact({ now: again, channel: "call", place, contacts, limits }).kind).toBe(
            "allowed",
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test("has another try in sight wherever the rules are those of a known place", () => {
    const place = placeOf({
      timeZone: "America/New_York",
      country: "US",
      region: null,
      postalCode: null,
      phone: null,
      vendor,
    });
    const limits = limitsFor({ place, kind: null, vendor, choice: null });
    fc.assert(
      fc.property(instants, (triedAt) => {
        const contacts: Contact[] = [{ channel: "call", at: triedAt, conversation: false }];
        expect(nextTry({ tries: 1, triedAt, place, contacts, limits })).not.toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});

describe("whether a debtor may be called", () => {
  const place = placeOf({
    timeZone: "America/New_York",
    country: "US",
    region: null,
    postalCode: null,
    phone: null,
    vendor,
  });
  const limits = limitsFor({ place, kind: null, vendor, choice: null });
  const noon = new Date("2026-03-10T16:00:00Z");
  const asked = { now: noon, isReachable: true, nothingToAsk: null, place, contacts: [], limits };

  test("is yes at a lawful hour, and no with its reason and its end outside them", () => {
    expect(mayCall(asked)).toEqual({ kind: "yes" });
    expect(mayCall({ ...asked, now: new Date("2026-03-10T06:00:00Z") })).toMatchObject({
      kind: "no",
      until: new Date("2026-03-10T13:00:00Z"),
    });
  });

  test("is no without a number, or without anything to call about, at whatever hour", () => {
    expect(mayCall({ ...asked, isReachable: false })).toEqual({
      kind: "no",
      reason: "There is no number that may be called.",
      until: null,
    });
    const nothingToAsk = "A payment is under way.";
    expect(mayCall({ ...asked, nothingToAsk })).toEqual({ kind: "no", reason: nothingToAsk, until: null });
  });
});

describe("the form of a call's outcome", () => {
  const today = "2026-03-10";
  const read = (fields: Record<string, string>) =>
    parseWithZod(new URLSearchParams(fields), { schema: callResultSchema(today) });

  test.each(["no_answer", "paid", "wrong_number", "refuses"])("%s takes one tap", (outcome) => {
    for (const fields of [{ outcome }, { outcome, note: "", promisedOn: "" }]) {
      expect(read(fields)).toMatchObject({ status: "success", value: { outcome, note: null } });
    }
  });

  test("a promise names a day from today to a month ahead", () => {
    const promise = (promisedOn: string) => read({ outcome: "promise", promisedOn });
    expect(promise(today)).toMatchObject({ status: "success", value: { promisedOn: today } });
    expect(promise("2026-04-10").status).toBe("success");
    for (const wrong of ["", "2026-03-09", "2026-04-11", "10/03/2026", "2026-02-30", "soon"]) {
      expect(promise(wrong).reply().error).toEqual({ promisedOn: [expect.any(String)] });
    }
  });

  test("what is wrong is written down, at the length of a letter at most", () => {
    const dispute = (note: string) => read({ outcome: "dispute", note });
    expect(dispute(" Wrong tooth ")).toMatchObject({ value: { note: "Wrong tooth" } });
    for (const wrong of ["", "  ", "\u0000", "x".repeat(1_001)]) {
      expect(dispute(wrong).reply().error).toEqual({ note: [expect.any(String)] });
    }
  });

  test("an outcome that is none of them is refused", () => {
    for (const outcome of ["", "promised", "wrong_person", "__proto__"]) {
      expect(read({ outcome }).status).toBe("error");
    }
  });

  test("is an answer where the debtor said something, about every balance that was asked for", () => {
    const balanceIds = ["a", "b"] as BalanceId[];
    for (const outcome of callOutcomes) {
      const { value } = { value: undefined, ...read({ outcome, note: "So", promisedOn: today }) };
      if (!value) throw new Error("It was not read.");
      const answer = answerOf(value, balanceIds);
      const saysNothing = outcome === "no_answer" || outcome === "wrong_number";
      expect(answer?.balanceIds ?? null).toEqual(saysNothing ? null : balanceIds);
      expect(answer?.kind).not.toBe("wrong_person");
    }
  });
});
