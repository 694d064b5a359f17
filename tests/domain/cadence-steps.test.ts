import { describe, expect, test } from "vitest";
import { decideNextContact } from "~/domain/cadence/decide";
import { friendly, persistent } from "~/domain/cadence/presets";
import type { CadenceStep } from "~/domain/cadence/steps";
import { sentBy, situation } from "~tests/factories/situation";
import { live } from "~tests/year/life";

describe("a cadence that is changed under those in it", () => {
  const inFlight = situation("2026-03-20T15:00:00Z", {
    cadence: persistent,
    planned: [
      { slot: "2026-03-02/1", at: new Date("2026-03-03T14:00:00Z") },
      { slot: "2026-03-02/10", at: new Date("2026-03-12T21:00:00Z") },
      { slot: "2026-03-02/17", at: new Date("2026-03-19T21:00:00Z") },
    ],
  });

  test("goes on with the steps after the day they have reached, and takes none again", () => {
    const { contacts } = live(inFlight, { happenings: [], until: new Date("2026-04-01T00:00:00Z") });
    expect(contacts.map(({ slot }) => slot)).toEqual(["2026-03-02/20", "2026-03-02/26"]);
  });

  test("keeps repeating its last step where they are further on than it", () => {
    const taken = { slot: "2026-03-02/61", at: new Date("2026-03-19T21:00:00Z") };
    const far = { ...inFlight, planned: [...inFlight.planned, taken] };
    const short = { steps: friendly.steps, repeatEveryDays: 30 };
    expect(decideNextContact({ ...far, cadence: short })).toMatchObject({
      kind: "wait",
      next: { step: { templateKey: "overdue-again", offsetDays: 30 } },
      until: new Date("2026-06-01T13:00:00Z"),
    });
  });

  test("takes the steps counted from the contact before at their distance from it", () => {
    const steps: CadenceStep[] = [
      { ...first, position: 0, anchor: "due", offsetDays: 1 },
      { ...first, position: 1, anchor: "previous", offsetDays: 4 },
      { ...first, position: 2, anchor: "previous", offsetDays: 5 },
    ];
    const late = situation("2026-03-09T15:00:00Z", { cadence: { steps, repeatEveryDays: 14 } });
    expect(sentBy(late, "2026-04-10T00:00:00Z").map((line) => line.slice(0, 10))).toEqual([
      "2026-03-09",
      "2026-03-13",
      "2026-03-18",
      "2026-04-01",
    ]);
  });
});

describe("conditions", () => {
  const only = (conditions: CadenceStep["conditions"]) => ({
    steps: [
      { ...first, position: 0, offsetDays: 1, templateKey: "conditional", conditions },
      { ...first, position: 1, offsetDays: 3, templateKey: "always" },
    ],
    repeatEveryDays: 30,
  });
  const standing = situation("2026-03-03T15:00:00Z").standing;
  test.each<[string, CadenceStep["conditions"], Partial<typeof standing>, boolean]>([
    ["an amount that is reached", { amountAtLeastMinor: 4_500n }, {}, true],
    ["an amount that is not", { amountAtLeastMinor: 4_501n }, {}, false],
    ["an amount that is kept under", { amountAtMostMinor: 4_500n }, {}, true],
    ["an amount that is exceeded", { amountAtMostMinor: 4_499n }, {}, false],
    ["days late", { daysLateAtLeast: 10 }, { daysLate: 9 }, false],
    ["days late, reached", { daysLateAtLeast: 10 }, { daysLate: 10 }, true],
    ["not later than", { daysLateAtMost: 10 }, { daysLate: 11 }, false],
    ["small", { size: "small" }, { isSmall: true }, true],
    ["small, and it is not", { size: "small" }, {}, false],
    ["the first time", { history: "first_time" }, { isRepeat: true }, false],
    ["a company", { kind: "company" }, { kind: "company" }, true],
    ["opened", { engagement: "opened" }, { hasOpened: false }, false],
    ["not opened", { engagement: "not_opened" }, { hasOpened: false }, true],
    ["never answered", { answered: "never" }, { answered: "before" }, false],
    [
      "answered, as by a promise that was broken",
      { answered: "before" },
      { answered: "promise_broken" },
      true,
    ],
    ["two of which one fails", { size: "small", kind: "consumer" }, {}, false],
  ])("%s", (_what, conditions, said, isTaken) => {
    const start = situation("2026-03-03T15:00:00Z", {
      cadence: only(conditions),
      standing: { ...standing, ...said },
    });
    const [sent] = sentBy(start, "2026-03-20T00:00:00Z");
    expect(sent).toContain(isTaken ? "conditional" : "always");
  });

  test("on what the debtor does are asked when the time has come, not before", () => {
    const steps = only({ engagement: "opened" });
    const before = situation("2026-03-02T15:00:00Z", { cadence: steps });
    expect(decideNextContact(before)).toMatchObject({ next: { step: { templateKey: "conditional" } } });
    const then = situation("2026-03-03T15:00:00Z", { cadence: steps });
    expect(decideNextContact(then)).toMatchObject({ next: { step: { templateKey: "always" } } });
  });
});

const first: CadenceStep = {
  position: 0,
  channel: "email",
  templateKey: "overdue",
  anchor: "due",
  offsetDays: 1,
  timeOfDay: "morning",
  conditions: {},
};
