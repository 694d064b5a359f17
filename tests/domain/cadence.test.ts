import { describe, expect, test } from "vitest";
import { balancesToAsk } from "~/domain/cadence/asked";
import { decideNextContact, type Situation } from "~/domain/cadence/decide";
import { promiseGraceDays } from "~/domain/cadence/holds";
import { persistent } from "~/domain/cadence/presets";
import { limitsFor } from "~/domain/contact-rules/applicable";
import type { ContactChannel } from "~/domain/vocabulary";
import { answer, balanceId, careful, newYork, sentBy, situation } from "~tests/factories/situation";
import { live, type Happening } from "~tests/year/life";

describe("the friendly cadence", () => {
  test("asks the morning after the due date, then at other hours, then every thirty days", () => {
    expect(sentBy(situation("2026-03-02T15:00:00Z"), "2026-07-10T00:00:00Z")).toEqual([
      "2026-03-03T09:00 email overdue",
      "2026-03-06T12:00 sms overdue",
      "2026-03-12T17:00 email overdue-again",
      "2026-03-19T17:00 sms overdue-again",
      "2026-04-01T09:00 email overdue-again",
      "2026-05-01T09:00 email overdue-again",
      // The thirtieth day after is a Sunday.
      "2026-06-01T09:00 email overdue-again",
      "2026-07-01T09:00 email overdue-again",
    ]);
  });

  test("what fell due long before its import is asked for at once, then in order, without a burst", () => {
    const old = situation("2026-03-10T15:20:00Z", {
      balances: [{ id: balanceId("a"), dueOn: "2025-06-01" }],
    });
    expect(sentBy(old, "2026-04-20T00:00:00Z")).toEqual([
      "2026-03-10T11:20 email overdue",
      "2026-03-13T12:00 sms overdue",
      "2026-03-19T17:00 email overdue-again",
      "2026-03-26T17:00 sms overdue-again",
      "2026-04-08T09:00 email overdue-again",
    ]);
  });

  test("what became due while nobody looked is caught up in order, neither skipped nor in a burst", () => {
    const start = situation("2026-03-02T15:00:00Z");
    const down = {
      at: new Date("2026-03-02T16:00:00Z"),
      kind: "down",
      until: new Date("2026-03-23T14:00:00Z"),
    };
    expect(sentBy(start, "2026-04-20T00:00:00Z", [down as Happening])).toEqual([
      "2026-03-23T10:00 email overdue",
      "2026-03-26T12:00 sms overdue",
      "2026-04-01T17:00 email overdue-again",
      "2026-04-08T17:00 sms overdue-again",
    ]);
  });

  test("nothing goes on the due date itself", () => {
    expect(decideNextContact(situation("2026-03-02T15:00:00Z"))).toMatchObject({
      kind: "wait",
      until: new Date("2026-03-03T14:00:00Z"),
      because: "Nothing is overdue; the next is due on 2026-03-02.",
      next: { channel: "email", step: { templateKey: "overdue" } },
    });
  });

  test("a debtor without a phone gets the SMS steps by email; one without either is named", () => {
    const byEmail = situation("2026-03-03T15:00:00Z", { usableChannels: new Set(["email"]) });
    const { contacts } = live(byEmail, { happenings: [], until: new Date("2026-04-10T00:00:00Z") });
    expect(contacts.map(({ channel }) => channel)).toEqual(["email", "email", "email", "email", "email"]);
    const none = decideNextContact(situation("2026-03-03T15:00:00Z", { usableChannels: new Set() }));
    expect(none).toMatchObject({
      kind: "wait",
      until: null,
      because: "There is no email address or phone number that may be written to.",
    });
  });
});

describe("the persistent cadence", () => {
  test("asks before the due date, the morning after, and up to three times a week at changing hours", () => {
    const start = situation("2026-02-20T15:00:00Z", { cadence: persistent });
    expect(sentBy(start, "2026-06-15T00:00:00Z")).toEqual([
      "2026-02-25T09:00 email upcoming",
      "2026-03-03T09:00 email overdue",
      "2026-03-05T12:00 sms overdue",
      // Wanted on the eighth, a Sunday.
      "2026-03-09T17:00 email overdue-again",
      "2026-03-11T09:00 sms will-you-pay",
      "2026-03-13T12:00 email will-you-pay",
      "2026-03-16T17:00 call call-first",
      "2026-03-18T09:00 sms overdue-again",
      "2026-03-20T12:00 email consequences",
      "2026-03-23T17:00 sms consequences",
      "2026-03-30T09:00 call call-again",
      "2026-04-06T09:00 email final-notice",
      "2026-05-04T12:00 email monthly",
      "2026-06-03T17:00 email monthly",
    ]);
  });

  test("leaves the calls out where the sum is small for this vendor, or there is no number", () => {
    const small = { ...situation("2026-03-03T15:00:00Z").standing, isSmall: true };
    for (const said of [{ standing: small }, { usableChannels: new Set<ContactChannel>(["email"]) }]) {
      const start = situation("2026-03-03T15:00:00Z", { cadence: persistent, ...said });
      const { contacts } = live(start, { happenings: [], until: new Date("2026-08-01T00:00:00Z") });
      expect(contacts.filter(({ channel }) => channel === "call")).toEqual([]);
      expect(contacts.length).toBeGreaterThan(12);
    }
  });

  test("passes over the calls where no lawful hour to call is left, and goes on by email", () => {
    const quebec = { ...newYork, country: "CA", regions: ["CA-QC"] };
    const chosen = { channels: null, opensAtHour: 0, closesAtHour: 8, language: null };
    const start = situation("2026-03-03T12:30:00Z", {
      cadence: persistent,
      place: quebec,
      limits: limitsFor({
        place: quebec,
        kind: null,
        vendor: { ...careful, contactPolicy: "law" },
        choice: chosen,
      }),
    });
    const { contacts } = live(start, { happenings: [], until: new Date("2026-06-01T00:00:00Z") });
    expect(contacts.map(({ channel }) => channel)).not.toContain("call");
    expect(contacts.length).toBeGreaterThan(8);
  });

  test("does not say that something will be due once it is overdue", () => {
    const late = situation("2026-03-09T15:00:00Z", { cadence: persistent });
    expect(sentBy(late, "2026-03-10T00:00:00Z")).toEqual(["2026-03-09T11:00 email overdue"]);
  });

  test("resumes firmly after a promise that was not kept, and then goes on where it was", () => {
    const start = situation("2026-03-03T10:00:00Z", { cadence: persistent });
    const promise: Happening = {
      at: new Date("2026-03-04T15:00:00Z"),
      kind: "answers",
      answer: "promise_to_pay",
      promisedOn: "2026-03-11",
    };
    expect(sentBy(start, "2026-03-24T00:00:00Z", [promise])).toEqual([
      "2026-03-03T09:00 email overdue",
      // The eleventh, and two days for the money to arrive.
      "2026-03-14T09:00 email broken-promise",
      "2026-03-16T12:00 sms broken-promise",
      "2026-03-18T17:00 sms overdue",
      "2026-03-21T09:00 email overdue-again",
      "2026-03-23T12:00 sms will-you-pay",
    ]);
  });
});

describe("payments that may have come in unheard", () => {
  const overdue = "2026-03-10T15:00:00Z";
  const heardUntil = (paymentsKnownUntil: string | null) =>
    situation(overdue, {
      vendor: {
        remindersOff: false,
        cadencePaused: false,
        canCollect: true,
        paymentsKnownUntil: paymentsKnownUntil === null ? null : new Date(paymentsKnownUntil),
      },
    });

  test("hold every reminder, and are looked for again in two minutes", () => {
    expect(decideNextContact(heardUntil("2026-03-10T14:34:59Z"))).toEqual({
      kind: "wait",
      until: new Date("2026-03-10T15:02:00Z"),
      because: "What was paid in the meantime is being asked of Stripe first.",
      next: null,
    });
  });

  test.each(["2026-03-10T14:35:00Z", "2026-03-10T15:00:00Z", null])("hold none when heard until %s", (at) => {
    expect(decideNextContact(heardUntil(at))).toEqual(decideNextContact(situation(overdue)));
  });
});

describe("what holds a reminder", () => {
  const overdue = "2026-03-10T15:00:00Z";
  test.each<[string, Partial<Situation>, string]>([
    [
      "the vendor's switch",
      { vendor: { remindersOff: true, cadencePaused: false, canCollect: true, paymentsKnownUntil: null } },
      "Reminders are switched off.",
    ],
    [
      "an account that takes no payments",
      { vendor: { remindersOff: false, cadencePaused: false, canCollect: false, paymentsKnownUntil: null } },
      "The Stripe account that payments go to cannot take any.",
    ],
    [
      "a paused cadence",
      { vendor: { remindersOff: false, cadencePaused: true, canCollect: true, paymentsKnownUntil: null } },
      "The cadence is paused.",
    ],
    ["a payment under way", { paymentPending: true }, "A payment is under way."],
    [
      "a stop to all contact",
      { answers: [answer("stopped")] },
      "A person stopped all contact with the debtor.",
    ],
    [
      "a reminder that waits to be released",
      { waiting: { because: "A reminder waits for a person to release it.", until: null } },
      "A reminder waits for a person to release it.",
    ],
    ["nothing outstanding", { balances: [] }, "Nothing is outstanding."],
    ["a dispute", { answers: [answer("dispute")] }, "The debtor disputes it; a person decides."],
    ["a refusal", { answers: [answer("refusal")] }, "The debtor said they will not pay; a person decides."],
    [
      "a wrong person",
      { answers: [answer("wrong_person")] },
      "The person reached says they are not the debtor.",
    ],
  ])("%s, until it changes", (_what, said, because) => {
    expect(decideNextContact(situation(overdue, said))).toMatchObject({ kind: "wait", until: null, because });
  });

  test("a promise, until the grace after its date has passed; then the cadence goes on", () => {
    const answers = [answer("promise_to_pay", { promisedOn: "2026-03-12" })];
    expect(decideNextContact(situation(overdue, { answers }))).toMatchObject({
      kind: "wait",
      until: new Date("2026-03-15T04:00:00Z"),
      because: "The debtor promised to pay on 2026-03-12.",
    });
    expect(promiseGraceDays).toBe(2);
    expect(decideNextContact(situation("2026-03-16T15:00:00Z", { answers }))).toMatchObject({ kind: "send" });
  });

  test("an answer about one balance leaves the others to be asked for", () => {
    const balances = [
      { id: balanceId("a"), dueOn: "2026-02-01" },
      { id: balanceId("b"), dueOn: "2026-03-05" },
    ];
    const answers = [answer("dispute", { balanceIds: [balanceId("a")] })];
    const decision = decideNextContact(situation(overdue, { balances, answers }));
    expect(decision).toMatchObject({ kind: "send", slot: { name: "2026-03-05/1" } });
    const asked = balancesToAsk({ balances, answers, paymentPending: false }, "2026-03-10");
    expect(asked).toMatchObject({ kind: "ask", balances: [{ id: "b" }] });
  });

  test("a person who is not the debtor stops all of it, whichever balance they were asked about", () => {
    const answers = [answer("wrong_person", { balanceIds: [balanceId("another")] })];
    expect(decideNextContact(situation(overdue, { answers }))).toMatchObject({ kind: "wait", until: null });
  });

  test("what they wrote, for five days or until a person has handled it", () => {
    const answers = [answer("reply", { untilOn: "2026-03-14" })];
    expect(decideNextContact(situation(overdue, { answers }))).toMatchObject({
      kind: "wait",
      until: new Date("2026-03-14T04:00:00Z"),
      because: "The debtor wrote; a person answers.",
    });
    expect(decideNextContact(situation("2026-03-14T15:00:00Z", { answers }))).toMatchObject({ kind: "send" });
  });

  test("the comparison that a debtor is held out for, until it ends", () => {
    const heldOutUntil = new Date("2026-04-01T13:00:00Z");
    expect(decideNextContact(situation(overdue, { heldOutUntil }))).toMatchObject({
      kind: "wait",
      until: heldOutUntil,
      because: "The debtor is left alone until then, so that the effect of reminders can be measured.",
    });
    expect(decideNextContact(situation("2026-04-01T13:00:00Z", { heldOutUntil }))).toMatchObject({
      kind: "send",
    });
  });
});
