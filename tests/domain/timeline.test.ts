import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeEvent } from "~/domain/timeline";
import { actorKinds, timelineKinds } from "~/domain/vocabulary";

const say = (
  kind: (typeof timelineKinds)[number],
  details: Record<string, unknown>,
  actor = "tenfold" as const,
) => describeEvent({ kind, actor, details }, "en-US");

describe("a line of the timeline", () => {
  it("says what was paid, how, and under which receipt", () => {
    expect(
      say("payment_received", {
        amountMinor: "4500",
        currency: "USD",
        method: "Visa ending 4242",
        receiptNumber: 12,
      }),
    ).toEqual({ title: "Paid", text: "$45.00 · Visa ending 4242 · receipt 12", tone: "good" });
  });

  it("keeps every decimal of amounts past what a number can hold", () => {
    const { text } = say("checkout_started", { amountMinor: "9007199254740993001", currency: "KWD" });
    expect(text).toContain("9,007,199,254,740,993.001");
  });

  it("names a changed contact rather than an import when a person changed it", () => {
    expect(say("contact_changed", { changed: "email, phone" }).title).toBe("Contact changed");
    expect(say("contact_imported", { fileName: "contacts.csv" })).toMatchObject({
      title: "Contact imported",
      text: "contacts.csv",
    });
  });

  it("tells a promise kept from one that was broken or replaced", () => {
    const titles = ["kept", "broken", "withdrawn"].map(
      (state) => say("answer_closed", { answer: "promise_to_pay", state }).title,
    );
    expect(titles).toEqual(["Promise kept", "Promise broken", "Answer replaced by a later one"]);
  });

  it("has a sentence for every kind of event, whatever is or is not beside it", () => {
    const names = [
      "amountMinor",
      "currency",
      "channel",
      "reason",
      "row",
      "links",
      "answer",
      "state",
      "receiptNumber",
      "note",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...timelineKinds),
        fc.constantFrom(...actorKinds),
        fc.dictionary(
          fc.constantFrom(...names),
          fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.bigInt().map(String)),
        ),
        (kind, actor, details) => {
          const { title, text } = describeEvent({ kind, actor, details }, "en-US");
          expect(title).not.toBe("");
          expect(`${title} ${text ?? ""}`).not.toMatch(/undefined|NaN|\[object/);
        },
      ),
    );
  });
});
