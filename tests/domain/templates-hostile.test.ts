import fc from "fast-check";
import { SegmentedMessage } from "sms-segments-calculator";
import { describe, expect, test } from "vitest";
import { shippedTemplates } from "~/domain/templates/shipped";
import type { TemplateDraft } from "~/domain/templates/template";
import { markTest } from "~/domain/templates/test-mark";
import {
  composeEmail,
  composeScript,
  composeSms,
  type ReminderMaterials,
} from "~/services/reminders/compose-reminder.server";
import { vendorProfile } from "~tests/factories/vendor-profile";

const payUrl = `https://pay.example.com/p/${"x".repeat(39)}`;
const unsubscribeUrl = `https://pay.example.com/unsubscribe/${"y".repeat(39)}`;

/** What a file of debtors may hold, by accident or by intent. */
const hostile = fc.oneof(
  fc.constantFrom(
    "<script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "Ana\r\nBcc: everyone@evil.example\r\n\r\nbody",
    "Ana\u2028Bcc: x\u2029\u0085",
    "\u202Egnp.exe\u202C \u2066x\u2069",
    "{{ signature }}{% include 'x' %}{{ pay_link }}",
    "{% for i in (1..999999) %}x{% endfor %}",
    "https://evil.example/pay?now",
    "javascript://evil.example/%0aalert(1)",
    "www.evil.com/p/123",
    "evil.✓com",
    "An\u200Ba\uFEFF Sil\u00ADva\u200D",
    "x".repeat(5_000),
    "👩‍👩‍👧‍👦".repeat(40),
    "\u0000\u0007\u001b[31m",
    "\ud800 half \udfff",
    "a\u0300".repeat(400),
    "Ольга Петрова",
    "$& $1 $` @@preview@@",
    "&lt;b&gt; &amp;",
    "",
    " ",
  ),
  fc.string({ unit: "binary", maxLength: 120 }),
  fc.string({ unit: "grapheme", maxLength: 120 }),
);

const template = (channel: string) =>
  fc.constantFrom(...shippedTemplates.filter((one) => one.channel === channel));

/** Balances, names and a signature of anyone's making. */
const said = fc.record({
  debtorName: fc.option(hostile, { nil: null }),
  vendorName: hostile,
  signatureName: hostile,
  balances: fc.array(fc.record({ reference: hostile, description: fc.option(hostile, { nil: null }) }), {
    minLength: 1,
    maxLength: 4,
  }),
});
type Said = typeof said extends fc.Arbitrary<infer T> ? T : never;

function materials(draft: TemplateDraft, words: Said): ReminderMaterials {
  return {
    vendor: { ...vendorProfile, name: words.vendorName, signatureName: words.signatureName },
    debtorName: words.debtorName,
    balances: words.balances.map((one, index) => ({
      ...one,
      dueOn: `2026-02-0${1 + index}`,
      currency: vendorProfile.currency,
      outstandingMinor: 4_500n,
    })),
    template: draft,
    language: draft.language,
    today: "2026-03-10",
    promisedOn: "2026-03-08",
    payUrl,
    unsubscribeUrl,
  };
}

const tags = /<[a-z!/][^>]*>/giu;
const calm: Said = {
  debtorName: "Ana",
  vendorName: "Dental",
  signatureName: "Maya",
  balances: [{ reference: "1", description: "Check-up" }],
};
/** The kinds of tags in it, how many times each stands left out: paragraphs and rows depend on the words. */
const kindsOf = (html: string) => new Set([...html.matchAll(tags)].map(([tag]) => tag.replace(/ .*/s, "")));
/** Whatever a phone or a mail program would make a link of. */
const linksIn = (text: string) =>
  [...text.matchAll(/https?:\/\/[^\s"<>]+|[\p{L}\p{N}-]+\.\p{L}{2,}[^\s"<>]*/giu)].map(([link]) => link);

describe("whatever the names and descriptions say", () => {
  test("an email's HTML has no tag and no address of theirs, and its subject is one line", async () => {
    const everyBlock = { ...calm, balances: [...calm.balances, ...calm.balances] };
    await fc.assert(
      fc.asyncProperty(template("email"), said, async (draft, words) => {
        const { html, subject } = await composeEmail(materials(draft, words));
        const known = kindsOf((await composeEmail(materials(draft, everyBlock))).html);
        for (const kind of kindsOf(html)) expect(known).toContain(kind);
        const hrefs = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address);
        expect(new Set(hrefs)).toEqual(new Set([payUrl, unsubscribeUrl]));
        expect(html).not.toMatch(/\son\w+="/);
        expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        expect([...subject].length).toBeLessThanOrEqual(150);
        expect([...html].length).toBeLessThan(60_000);
      }),
      { numRuns: 300 },
    );
  });

  test("an email's plain text has no address but ours, and nothing that turns its direction", async () => {
    await fc.assert(
      fc.asyncProperty(template("email"), said, async (draft, words) => {
        // The footer names the vendor as it calls itself; what others write is in the letter.
        const { text } = await composeEmail(materials(draft, { ...words, vendorName: "Dental" }));
        for (const link of linksIn(text)) expect([payUrl, unsubscribeUrl]).toContain(link);
        expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u);
        expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 200 },
    );
  });

  test("an SMS is one GSM-7 segment with one link, also when marked as a test no address is added", () => {
    fc.assert(
      fc.property(template("sms"), said, (draft, words) => {
        const { text } = composeSms(materials(draft, words));
        const measured = new SegmentedMessage(text);
        expect([measured.getEncodingName(), measured.segmentsCount]).toEqual(["GSM-7", 1]);
        expect(linksIn(markTest(text, draft.language))).toEqual([payUrl]);
        expect(text).toMatch(/45[.,]00|[1-9]\d+[.,]00/);
      }),
      { numRuns: 200 },
    );
  });

  test("a script for a call has no address, no Liquid of theirs that ran, and nothing unseen", () => {
    fc.assert(
      fc.property(template("call"), said, hostile, (draft, words, callerName) => {
        const text = composeScript({ ...materials(draft, words), callerName });
        expect(linksIn(text)).toEqual([]);
        expect(text.replaceAll("\n", "")).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2066-\u2069\ufeff]/u,
        );
        expect(text.length).toBeLessThan(8_000);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a script", () => {
  const script = shippedTemplates.find(({ key, language }) => key === "call-again" && language === "en");
  if (!script) throw new Error("There is one.");

  test("asks who it is before it names the business or the amount, and says nothing of a link", () => {
    const text = composeScript(materials(script, calm));
    expect(text.indexOf("speaking with Ana")).toBeLessThan(text.indexOf("Dental"));
    expect(text.indexOf("Dental")).toBeLessThan(text.indexOf("$45.00"));
    expect(text).not.toContain("http");
    expect(text).toContain("They had promised March 8");
  });

  test("is in the name of whoever calls, else of whoever signs", () => {
    expect(composeScript({ ...materials(script, calm), callerName: "Ruth Ode" })).toContain(
      "This is Ruth Ode from",
    );
    expect(composeScript({ ...materials(script, calm), callerName: " " })).toContain("This is Maya from");
    expect(composeScript({ ...materials(script, calm), promisedOn: null })).not.toContain("promised");
  });
});
