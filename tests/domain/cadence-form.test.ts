import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  changeRows,
  readCadenceText,
  readDraft,
  rowField,
  rowFields,
  writeCadenceText,
  type CadenceDraft,
  type CadenceText,
} from "~/domain/cadence/cadence-form";
import { changeCadences, useOf } from "~/domain/cadence/change";
import type { StepConditions } from "~/domain/cadence/conditions";
import { describeStep, nominalDays } from "~/domain/cadence/describe";
import { cadencePresets, friendly, persistent } from "~/domain/cadence/presets";
import { findCadenceProblems, findTemplateProblems } from "~/domain/cadence/problems";
import { answerStages, stagesOf } from "~/domain/cadence/stages";
import type { CadenceId } from "~/domain/ids";
import { currency } from "~/domain/money";
import { shippedTemplates } from "~/domain/templates/shipped";
import { contactChannels, debtorKinds, timesOfDay } from "~/domain/vocabulary";

const usd = { currency: currency("USD"), language: "en-US" };
const draftOf = (policy: Pick<CadenceDraft, "name" | "repeatEveryDays" | "steps">): CadenceDraft => ({
  name: policy.name,
  use: "chosen",
  repeatEveryDays: policy.repeatEveryDays,
  steps: policy.steps,
});
const presets = cadencePresets.map((preset) => draftOf({ ...preset, steps: [...preset.steps] }));
const textOf = (draft: CadenceDraft) => writeCadenceText(draft, usd);
const friendlyText = () => textOf(presets[0] ?? draftOf({ ...friendly, steps: [] }));

/** As a browser sends it. */
function sent(text: CadenceText): [string, string][] {
  const { name, use, repeatEveryDays, rows } = text;
  return [
    ["name", name],
    ["use", use],
    ["repeatEveryDays", repeatEveryDays],
    ...rows.flatMap((row, index) =>
      rowFields.map((field): [string, string] => [rowField(index, field), row[field]]),
    ),
  ];
}

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const anyConditions: fc.Arbitrary<StepConditions> = fc
  .record({
    amountAtLeastMinor: optional(fc.bigInt(1n, 50_000n)),
    amountAtMostMinor: optional(fc.bigInt(50_000n, 10n ** 12n)),
    daysLateAtLeast: optional(fc.integer({ min: 0, max: 90 })),
    daysLateAtMost: optional(fc.integer({ min: 90, max: 3_650 })),
    size: optional(fc.constantFrom("small" as const, "not_small" as const)),
    history: optional(fc.constantFrom("first_time" as const, "repeat" as const)),
    kind: optional(fc.constantFrom(...debtorKinds)),
    engagement: optional(fc.constantFrom("opened" as const, "not_opened" as const)),
    answered: optional(fc.constantFrom("never" as const, "before" as const, "promise_broken" as const)),
  })
  .map((all): StepConditions => {
    const said: StepConditions = {};
    return Object.assign(
      said,
      Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
    );
  });

const anyDraft: fc.Arbitrary<CadenceDraft> = fc
  .record({
    name: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 é&'-]{0,30}[a-z]$/),
    use: fc.constantFrom("default" as const, "company" as const, "consumer" as const, "chosen" as const),
    repeatEveryDays: fc.integer({ min: 7, max: 90 }),
    first: fc.integer({ min: -30, max: 20 }),
    gaps: fc.array(
      fc.record({
        anchor: fc.constantFrom("due" as const, "previous" as const, "answer" as const),
        gap: fc.integer({ min: 1, max: 15 }),
        channel: fc.constantFrom(...contactChannels),
        templateKey: fc.constantFrom("overdue", "will-you-pay", "call-first"),
        timeOfDay: fc.constantFrom(...timesOfDay),
        conditions: anyConditions,
      }),
      { maxLength: 20 },
    ),
  })
  .map(({ first, gaps, ...rest }) => {
    let day = first;
    let answerDay = 0;
    const open = { templateKey: "overdue", timeOfDay: "first" as const, conditions: {} };
    const steps: CadenceDraft["steps"] = [
      { position: 0, anchor: "due", offsetDays: day, channel: "email", ...open },
    ];
    for (const { gap, anchor, ...step } of gaps) {
      if (anchor === "answer") answerDay += gap;
      else day += gap;
      const offsetDays = anchor === "answer" ? answerDay : anchor === "previous" ? gap : day;
      steps.push({ ...step, position: steps.length, anchor, offsetDays });
    }
    steps.push({ position: steps.length, anchor: "previous", offsetDays: 7, channel: "email", ...open });
    return { ...rest, steps };
  });

describe("the form of a cadence", () => {
  test("gives back any cadence exactly, in any currency and way of writing amounts", () => {
    const settings = fc.constantFrom(
      usd,
      { currency: currency("EUR"), language: "de-DE" },
      { currency: currency("JPY"), language: "ja-JP" },
      { currency: currency("KWD"), language: "ar-KW" },
    );
    fc.assert(
      fc.property(anyDraft, settings, (draft, setting) => {
        const reading = readDraft(readCadenceText(sent(writeCadenceText(draft, setting))), setting);
        expect(reading.problems).toBeNull();
        expect(reading.draft).toEqual(draft);
      }),
      { numRuns: 500 },
    );
  });

  test("keeps all that was typed, whatever it is, and never throws over it", () => {
    const anything = fc.string({ maxLength: 12 });
    const anyRow = fc.tuple(...rowFields.map(() => anything));
    fc.assert(
      fc.property(anything, anything, fc.array(anyRow, { maxLength: 45 }), (name, repeat, rows) => {
        const entries: [string, string][] = [
          ["name", name],
          ["use", repeat],
          ["repeatEveryDays", repeat],
          ...rows.flatMap((row, index) =>
            rowFields.map((field, at): [string, string] => [rowField(index, field), row[at] ?? ""]),
          ),
        ];
        const text = readCadenceText(entries);
        expect(sent(text)).toEqual(entries);
        const { draft, problems } = readDraft(text, usd);
        if (draft) expect(findCadenceProblems(draft)).toEqual([]);
        else expect(Object.keys(problems).length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  test("names each mistake at its own field of its own row", () => {
    const text = friendlyText();
    const [, second, third, fourth] = text.rows;
    if (!second || !third || !fourth) throw new Error("Friendly has more steps than that.");
    second.days = "soon";
    third.amountAtLeast = "-5";
    fourth.contact = "fax/overdue";
    const { problems } = readDraft({ ...text, name: " ", repeatEveryDays: "3" }, usd);
    expect(problems).toEqual({
      name: ["Give it a name that you will know it by."],
      repeatEveryDays: ["Give whole days from 7 to 90."],
      "steps.1.days": ["Write a whole number of days, such as 7."],
      "steps.2.amountAtLeast": ["Write an amount in USD, such as 40, or leave it empty."],
      "steps.3.contact": ["Choose what goes."],
    });
  });

  test("refuses steps out of order, a last step not for everyone, and conditions nobody can meet", () => {
    const text = friendlyText();
    const [, second, third, , fifth] = text.rows;
    if (!second || !third || !fifth) throw new Error("Friendly has more steps than that.");
    second.days = "12";
    third.daysLateAtLeast = "20";
    third.daysLateAtMost = "10";
    fifth.size = "small";
    expect(readDraft(text, usd).problems).toEqual({
      "steps.2.days": ["It has to come after the step before it, which is on day 12."],
      "steps.2.conditions": ["The least number of days late is above the most, so it would never go."],
      "steps.4.conditions": [
        "The last step is repeated for whoever has not paid, so it cannot have conditions.",
      ],
    });
  });

  test("refuses a cadence without a step that is counted from the due date", () => {
    const text = friendlyText();
    const answers = { ...text, rows: text.rows.filter(({ anchor }) => anchor === "after_answer") };
    expect(Object.keys(readDraft(answers, usd).problems ?? {})).toEqual(["steps"]);
    expect(Object.keys(readDraft({ ...text, rows: [] }, usd).problems ?? {})).toEqual(["steps"]);
  });

  test("a name that could pass for a deleted cadence is refused", () => {
    for (const name of ["/deleted/1", "two\nlines", "x".repeat(61)]) {
      expect(Object.keys(readDraft({ ...friendlyText(), name }, usd).problems ?? {})).toEqual(["name"]);
    }
  });

  test("rows are added, taken out and moved, and every other row stays as it was typed", () => {
    const text = friendlyText();
    const days = (changed: CadenceText) => changed.rows.map((row) => row.days);
    expect(days(text)).toEqual(["1", "4", "10", "17", "30", "0"]);
    expect(days(changeRows(text, "add").text)).toEqual(["1", "4", "10", "17", "30", "0", "37"]);
    expect(days(changeRows(text, "remove.1").text)).toEqual(["1", "10", "17", "30", "0"]);
    expect(changeRows(text, "up.2")).toMatchObject({ row: 1 });
    expect(days(changeRows(text, "up.2").text)).toEqual(["1", "10", "4", "17", "30", "0"]);
    expect(days(changeRows(text, "down.4").text)).toEqual(["1", "4", "10", "17", "0", "30"]);
    for (const nothing of ["up.0", "down.5", "remove.9", "up.999", "remove", "drop.1", ""]) {
      expect(changeRows(text, nothing).text).toEqual(text);
    }
    let many = text;
    for (let count = 0; count < 60; count += 1) many = changeRows(many, "add").text;
    expect(many.rows).toHaveLength(40);
  });
});

describe("the presets", () => {
  test.each(presets.map((draft) => [draft.name, draft] as const))(
    "%s can be used as it is, and all it says is written in English and Spanish",
    (_name, draft) => {
      expect(findCadenceProblems(draft)).toEqual([]);
      for (const language of ["en", "es"]) {
        const written = shippedTemplates.filter((template) => template.language === language);
        expect(findTemplateProblems(draft.steps, written)).toEqual([]);
      }
    },
  );

  test("a step without words in any language is told so, and only that one", () => {
    const texts = shippedTemplates.filter(({ channel }) => channel === "sms");
    expect(findTemplateProblems(friendly.steps, texts).map(({ position }) => position)).toEqual([0, 2, 4, 5]);
    expect(findTemplateProblems(friendly.steps, [])).toHaveLength(6);
  });
});

describe("what is shown of a cadence", () => {
  test("the day of each step is the one on which its stage is taken", () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        const days = nominalDays(draft);
        expect([...days.keys()].sort((a, b) => a - b)).toEqual(draft.steps.map(({ position }) => position));
        const main = draft.steps.filter(({ anchor }) => anchor !== "answer").length;
        const stages = answerStages(draft.steps);
        let left = main;
        for (const stage of stagesOf(draft)) {
          if ((left -= 1) < 0) break;
          stages.push(stage);
        }
        for (const { step, stageDays } of stages) expect(days.get(step.position)).toBe(stageDays);
      }),
    );
  });

  test("a step reads as a sentence", () => {
    const [step] = friendly.steps;
    if (!step) throw new Error("Friendly has steps.");
    expect(describeStep({ ...step, conditions: { amountAtLeastMinor: 4_000n } }, { day: 1, ...usd })).toBe(
      "Day 1: email “First reminder”, at the first minute that the rules allow, if $40.00 or more is owed.",
    );
    expect(describeStep({ ...step, channel: "sms", timeOfDay: "rotate" }, { day: -3, ...usd })).toBe(
      "3 days before: SMS “First reminder”, at another time of day than the contact before.",
    );
  });
});

describe("a change to a vendor's cadences", () => {
  const cadence = (id: string, said: { isDefault?: boolean; audience?: "company" | null } = {}) => ({
    id: id as CadenceId,
    name: id,
    isDefault: false,
    audience: null,
    pausedAt: null,
    repeatEveryDays: 30,
    steps: [...friendly.steps],
    ...said,
  });
  const all = [cadence("a", { isDefault: true }), cadence("b", { audience: "company" }), cadence("c")];
  const edit = (id: string, use: CadenceDraft["use"]) =>
    changeCadences(all, {
      cadenceId: id as CadenceId,
      change: { kind: "edit", draft: { name: id, use, repeatEveryDays: 30, steps: [...persistent.steps] } },
    }).map(useOf);

  test("leaves exactly one default, and at most one for each kind", () => {
    expect(edit("c", "default")).toEqual(["chosen", "company", "default"]);
    expect(edit("c", "company")).toEqual(["default", "chosen", "company"]);
    expect(edit("b", "chosen")).toEqual(["default", "chosen", "chosen"]);
    expect(edit("a", "chosen")).toEqual(["default", "company", "chosen"]);
    expect(edit("a", "company")).toEqual(["default", "company", "chosen"]);
  });

  test("never deletes the default", () => {
    const left = (id: string) =>
      changeCadences(all, { cadenceId: id as CadenceId, change: { kind: "delete" } }).map((one) => one.id);
    expect(left("a")).toEqual(["a", "b", "c"]);
    expect(left("b")).toEqual(["a", "c"]);
  });
});
