import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventName, plainError } from "~/domain/event-error";
import { handledEventTypes } from "~/domain/stripe-event-types";
import { disabledReasonText, requirementTexts, standingOf } from "~/domain/stripe-account";

describe("an account stands", () => {
  const able = {
    detailsSubmitted: true,
    chargesEnabled: true,
    payoutsEnabled: true,
    currentlyDue: [],
    disabledReason: null,
    disconnectedAt: null,
  };
  test.each([
    ["ready", {}],
    ["ready", { currentlyDue: ["external_account"] }],
    ["payouts_pending", { payoutsEnabled: false }],
    ["needs_details", { chargesEnabled: false, detailsSubmitted: false }],
    ["needs_details", { chargesEnabled: false, currentlyDue: ["external_account"] }],
    ["under_review", { chargesEnabled: false, disabledReason: "requirements.pending_verification" }],
    ["under_review", { chargesEnabled: false }],
    [
      "stopped",
      { chargesEnabled: false, disabledReason: "rejected.fraud", currentlyDue: ["external_account"] },
    ],
    ["disconnected", { disconnectedAt: new Date() }],
  ] as const)("as %s, given %o", (standing, over) => {
    expect(standingOf({ ...able, ...over })).toBe(standing);
  });
});

describe("what Stripe waits for", () => {
  test("is said in words, each once, in Stripe's order", () => {
    const due = ["tos_acceptance.date", "tos_acceptance.ip", "person_1Abc.dob.day", "person_1Abc.dob.month"];
    expect(requirementTexts([...due, "company.tax_id", "business_profile.url"])).toEqual([
      "Agreement to Stripe’s terms",
      "A person of the company: date of birth",
      "The company’s tax number",
      "The address of your website",
    ]);
  });

  test("is readable whatever Stripe comes to ask for", () => {
    expect(requirementTexts(["tax.year_end"])).toEqual(["Tax year end"]);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}([._][a-z0-9]{1,9}){0,4}$/)), (due) => {
        const texts = requirementTexts(due);
        expect(new Set(texts).size).toBe(texts.length);
        for (const text of texts) expect(text).toMatch(/^[A-Z][^._]*$/);
      }),
    );
  });

  test("has a reason in words, also one that Stripe invents later", () => {
    expect(disabledReasonText(null)).toBeNull();
    expect(disabledReasonText("rejected.listed")).toMatch(/closed/);
    expect(disabledReasonText("rejected.by_the_moon")).toMatch(/dashboard says why/);
  });
});

describe("an event that could not be applied", () => {
  test("is named in the house's words, and never as a dispute", () => {
    expect(eventName("payment_intent.succeeded")).toBe("Payment succeeded");
    expect(eventName("charge.dispute.funds_withdrawn")).toBe("Chargeback funds withdrawn");
    for (const type of handledEventTypes) expect(eventName(type)).toMatch(/^[A-Z](?!.*dispute)[a-z ]+$/);
  });

  test.each([
    [null, "No reason was kept."],
    ["  ", "No reason was kept."],
    ["no answer\n  at fetch (client.ts:1)", "no answer"],
    ['Failed query: select "x"\nparams: a secret', "The database could not take what it says."],
  ])("says why: %s", (error, text) => {
    expect(plainError(error)).toBe(text);
  });

  test("says it within a line or two", () => {
    expect(plainError("x".repeat(5_000))).toHaveLength(240);
  });
});
