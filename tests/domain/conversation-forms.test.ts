import { parseWithZod } from "@conform-to/zod/v4";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import {
  handledSchema,
  liftStopSchema,
  longestSmsAnswer,
  ourReplySchema,
  saidSchema,
  stopSchema,
} from "~/domain/conversation-forms";

/** As a browser sends the form and the desk reads it. */
function read<Schema extends z.ZodType>(schema: Schema, fields: Record<string, string>) {
  const submission = parseWithZod(new URLSearchParams(fields), { schema });
  return submission.status === "success" ? submission.value : (submission.reply().error ?? {});
}
const upTo = "2026-03-10T14:00:00.000Z";
const requestId = "0195a1c0-0000-7000-8000-000000000001";

describe("an answer to a debtor", () => {
  test("is taken as it was written, and says whether it handles what they wrote", () => {
    const sent = { text: " Yes.\r\nThe 1st. ", requestId, handled: "yes", upTo };
    const [text, at] = ["Yes.\nThe 1st.", new Date(upTo)];
    expect(read(ourReplySchema("sms"), sent)).toEqual({ text, requestId, handled: true, upTo: at });
    expect(read(ourReplySchema("email"), { text: "Yes.", requestId, upTo: "" })).toEqual({
      ...{ text: "Yes.", requestId, handled: false, upTo: null },
    });
  });

  test.each(["", "   ", "\n\u0000"])("is asked for where there is none: %j", (text) =>
    expect(read(ourReplySchema("sms"), { text, requestId, upTo })).toEqual({ text: ["Write your answer."] }),
  );

  test("by SMS is no longer than a person reads in one", () => {
    const text = "x".repeat(longestSmsAnswer + 1);
    expect(read(ourReplySchema("sms"), { text, requestId, upTo })).toEqual({
      text: ["Use at most 480 characters."],
    });
    expect(read(ourReplySchema("email"), { text, requestId, upTo })).toMatchObject({ text });
  });
});

describe("what their words come to", () => {
  const today = "2026-03-10";
  test.each([
    [
      { kind: "promise_to_pay", promisedOn: "2026-03-10" },
      { kind: "promise_to_pay", promisedOn: "2026-03-10" },
    ],
    [
      { kind: "dispute", note: "" },
      { kind: "dispute", note: null },
    ],
    [
      { kind: "refusal", note: " no " },
      { kind: "refusal", note: "no" },
    ],
    [{ kind: "wrong_person", note: "no" }, { kind: "wrong_person" }],
  ])("is an answer: %o", (fields, said) =>
    expect(read(saidSchema(today), { ...fields, upTo })).toEqual({ said, upTo: new Date(upTo) }),
  );

  test.each([
    [{ kind: "" }, { kind: ["Choose what it comes to."] }],
    [{ kind: "partial" }, { kind: ["Choose what it comes to."] }],
    [{ kind: "promise_to_pay" }, { promisedOn: ["Choose the day they named."] }],
    [{ kind: "promise_to_pay", promisedOn: "2026-02-30" }, { promisedOn: ["Choose the day they named."] }],
    [{ kind: "promise_to_pay", promisedOn: "2026-03-09" }, { promisedOn: ["Choose today or a later day."] }],
    [{ kind: "promise_to_pay", promisedOn: "2026-04-11" }, { promisedOn: ["Choose a day within 31 days."] }],
    [{ kind: "dispute", note: "x".repeat(1001) }, { note: ["Use at most 1000 characters."] }],
  ])("is asked for again: %o", (fields: Record<string, string>, errors) =>
    expect(read(saidSchema(today), { ...fields, upTo })).toEqual(errors),
  );
});

describe("a stop of all contact", () => {
  test("needs a reason of the list, and no note", () => {
    expect(read(stopSchema, { reason: "attorney", note: "" })).toEqual({ reason: "attorney", note: null });
    expect(read(stopSchema, { reason: "attorney", note: " J. Ortiz " })).toEqual({
      ...{ reason: "attorney", note: "J. Ortiz" },
    });
    expect(read(stopSchema, { reason: "", note: "" })).toEqual({ reason: ["Choose why."] });
    expect(read(stopSchema, { reason: "whim", note: "x".repeat(501) })).toMatchObject({
      ...{ reason: ["Choose why."], note: ["Use at most 500 characters."] },
    });
  });

  test("is lifted with a reason", () => {
    expect(read(liftStopSchema, { reason: "They asked to." })).toEqual({ reason: "They asked to." });
    const missing = { reason: ["Say in a few words why they may be contacted again."] };
    expect(read(liftStopSchema, { reason: " " })).toEqual(missing);
    expect(read(liftStopSchema, {})).toEqual(missing);
  });
});

test("what is handled needs the instant up to which it was seen", () => {
  expect(read(handledSchema, { upTo })).toEqual({ upTo: new Date(upTo) });
  expect(read(handledSchema, { upTo: "yesterday" })).toHaveProperty("upTo");
  expect(read(handledSchema, { upTo: "yesterday" })["upTo"]).not.toBeInstanceOf(Date);
});
