import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lintTemplate } from "~/domain/templates/lint/lint-template";
import { reminderFields, stopPhrase } from "~/domain/templates/reminder-fields";
import { shippedTemplates } from "~/domain/templates/shipped";
import type { TemplateDraft } from "~/domain/templates/template";
import { longestBody } from "~/domain/templates/validate";
import { currency } from "~/domain/money";

const payLink = `https://pay.example.com/p/${"x".repeat(39)}`;
const typical = (language = "en", promisedOn: string | null = null) =>
  reminderFields({
    vendor: { name: "Harbour Street Dental", signatureName: "Maya Lindqvist" },
    debtorName: "Ana Ferreira",
    balances: [
      {
        reference: "0042",
        description: "Check-up",
        dueOn: "2026-02-04",
        currency: currency("USD"),
        outstandingMinor: 4_500n,
      },
    ],
    today: "2026-03-10",
    promisedOn,
    language,
    payLink,
    optOut: stopPhrase(language),
  });

const calm = "Hello {{ debtor.name }},\n\n{{ amount }} is open.\n\n{{ pay_link }}\n\n{{ signature }}";
const email = (said: Partial<TemplateDraft> = {}): TemplateDraft => ({
  key: "overdue",
  channel: "email",
  language: "en",
  subject: "{{ amount }} to {{ vendor.name }}",
  body: calm,
  ...said,
});
const calmSms = "{{ debtor.name }}, {{ amount }}: {{ pay_link }} {{ signature }}. {{ opt_out }}";
const sms = (body: string, language = "en") => email({ channel: "sms", subject: null, body, language });
const lint = (draft: TemplateDraft) => lintTemplate(draft, typical(draft.language));
const saying = (words: string, language = "en") => lint(email({ body: `${calm}\n\n${words}`, language }));

describe("the linter", () => {
  test("has nothing against the templates that come with Tenfold, with a promise or without", () => {
    for (const shipped of shippedTemplates) {
      for (const promisedOn of [null, "2026-03-08"]) {
        const warnings = lintTemplate(shipped, typical(shipped.language, promisedOn));
        expect(warnings, `${shipped.key} ${shipped.channel} ${shipped.language}`).toEqual([]);
      }
    }
  });

  test.each([
    ["threat", "Otherwise we take legal  action.", "legal  action"],
    ["threat", "We call the POLICE.", "POLICE"],
    ["threat", "It will hurt your credit-score.", "credit-score"],
    ["threat", "It goes to a collections agency", "collections agency"],
    ["threat", "Your wages are garnished.", "garnished"],
    ["shaming", "This is irresponsible!", "irresponsible"],
    ["shaming", "We are very disappointed in you.", "disappointed"],
    ["shaming", "You should be ashamed of this debt.", "should be ashamed"],
    ["false_urgency", "This is your final\nwarning", "final\nwarning"],
    ["false_urgency", "Act now.", "Act now"],
    ["false_urgency", "Don’t delay.", "Don’t delay"],
    ["false_urgency", "Pay within 24 hours.", "within 24 hours"],
    ["mail_filter", "Get a free toothbrush.", "free"],
    ["mail_filter", "Dear customer", "Dear customer"],
  ])("warns of a %s in “%s”", (kind, words, found) => {
    expect(saying(words)).toContainEqual(expect.objectContaining({ kind, found, field: "body" }));
  });

  test.each([
    ["threat", "Tomaremos acciones legales.", "acciones legales"],
    ["threat", "Lo pasamos a una agencia de cobros.", "agencia de cobros"],
    ["threat", "Afecta su historial de credito.", "historial de credito"],
    ["threat", "Vamos a embargar su sueldo", "embargar"],
    ["shaming", "Es usted un irresponsable.", "irresponsable"],
    ["shaming", "Su deuda", "deuda"],
    ["shaming", "¡Qué vergu\u0308enza!", "vergu\u0308enza"],
    ["false_urgency", "ÚLTIMO AVISO", "ÚLTIMO AVISO"],
    ["false_urgency", "Pague de inmediato", "de inmediato"],
    ["mail_filter", "Haga clic aquí", "Haga clic"],
  ])("warns of a %s in Spanish, “%s”, with its accents or without", (kind, words, found) => {
    expect(saying(words, "es-MX")).toContainEqual(expect.objectContaining({ kind, found }));
  });

  test.each([
    ["en", "The court reporter’s courtyard is courteous, and the issue pursued."],
    ["en", "Please feel at home; a freelance guest shamelessly enjoys it."],
    ["es", "Disculpe la molestia; el enlace es sencillo y la demandadera no existe."],
    ["fr", "Voici le lien pour payer."],
  ])("takes no part of another word for a hard one (%s: %s)", (language, words) => {
    const found = saying(words, language).filter(({ found }) => !/court|shamelessly/.test(found));
    expect(found).toEqual([]);
  });

  test("names the words, their line and what to write instead, at the place where they are", () => {
    const body = `${calm}\n{% if days_late > 30 %}We will sue{% endif %}`;
    const [warning] = lint(email({ body }));
    expect(warning).toMatchObject({
      kind: "threat",
      found: "sue",
      at: { line: 8, offset: body.indexOf("sue") },
    });
    expect(warning?.instead).toMatch(/person .* decides/);
  });

  test("does not read what stands in Liquid as words", () => {
    expect(lint(email({ body: `${calm}{% if debtor.name == "FREE URGENT police" %}{% endif %}` }))).toEqual(
      [],
    );
  });

  test.each([
    ["URGENT: {{ amount }}", "URGENT"],
    ["RE: {{ amount }}", "RE:"],
    ["{{ amount }} today!", "!"],
    ["💸 {{ amount }}", "💸"],
    ["PLEASE PAY {{ amount }}", "PLEASE PAY"],
    ["$$$ {{ amount }}", "$$$"],
  ])("warns of what filters punish in the subject %s", (subject, found) => {
    const warnings = lint(email({ subject }));
    expect(warnings.map((one) => [one.field, one.found])).toContainEqual(["subject", found]);
  });

  test.each([
    ["bit.ly/3xyz", "bit.ly/3xyz"],
    ["see https://tinyurl.com/abc", "https://tinyurl.com/abc"],
    ["https://example.com/pay?x=1", "https://example.com/pay?x=1"],
    ["www.example.com", "www.example.com"],
    ["at 192.168.0.1", "192.168.0.1"],
    ["Pay!!!", "!!!"],
    ["WHERE IS IT", "WHERE IS IT"],
    ["Why??", "??"],
  ])("warns of %s in the text", (words, found) => {
    expect(saying(words)).toContainEqual(expect.objectContaining({ kind: "mail_filter", found }));
  });

  test.each(["Reply STOP", "in USD or EUR", "Call us at 9.30", "help@habit.ly", "One mark!"])(
    "lets %s pass",
    (words) => {
      expect(saying(words)).toEqual([]);
    },
  );

  test.each([
    ["the name", email({ body: calm.replace("{{ debtor.name }}", "you") }), "{{ debtor.name }}"],
    [
      "the amount",
      email({ channel: "call", subject: null, body: "{{ debtor.name }} {{ signature }}" }),
      "{{ amount }}",
    ],
    ["who signs", email({ body: calm.replace("{{ signature }}", "Us") }), "{{ signature }}"],
    ["how to stop", sms(calmSms.replace(" {{ opt_out }}", "")), "{{ opt_out }}"],
  ])("misses %s", (_what, draft, field) => {
    const warnings = lint(draft);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ kind: "missing", at: null });
    expect(warnings[0]?.instead).toContain(field);
  });

  test("says when an SMS fits only with names cut short, and by how much", () => {
    const over = "so that it is more than one segment holds, ";
    const [warning] = lint(
      sms(`${over}${calmSms}`.replace("{{ amount }}", "{{ amount }} to {{ vendor.name }}")),
    );
    expect(warning).toMatchObject({ kind: "sms", at: null });
    expect(warning?.instead).toMatch(/comes to 1[67]\d characters, 2 segments.* take out \d+ or more/);
    expect(lint(sms(calmSms))).toEqual([]);
  });

  test("says which letters an SMS cannot carry, once each, and passes over accents", () => {
    const warnings = lint(sms(`“Sí” 👍🏽 👍🏽 请 – á ${calmSms}`, "es"));
    expect(warnings.map(({ found }) => found)).toEqual(["“", "”", "👍🏽", "请", "–"]);
    expect(warnings[0]?.instead).toContain('sent as "');
    expect(warnings[2]?.instead).toContain("left out");
  });

  test("says when a phone shows the button only after scrolling, and when nobody reads to the end", () => {
    const long = "Here is one more sentence that says nothing new at all. ".repeat(14);
    const buttonLow = lint(
      email({ body: `{{ debtor.name }} {{ amount }}\n\n${long}\n\n{{ pay_link }}\n\n{{ signature }}` }),
    );
    expect(buttonLow).toMatchObject([{ kind: "length", instead: expect.stringContaining("first screen") }]);
    const endless = lint(email({ body: `${calm}\n\n${long}${long}` }));
    expect(endless).toMatchObject([{ kind: "length", instead: expect.stringContaining("two screens") }]);
  });

  test("says when a subject is longer than inboxes show", () => {
    expect(
      lint(
        email({
          subject: "{{ amount }} to {{ vendor.name }} for {{ what_for }}, which has been due a while",
        }),
      ),
    ).toMatchObject([{ kind: "length", field: "subject" }]);
  });

  test("takes any text at all, quickly, and every place it names is where the words are", () => {
    const piece = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.constantFrom("{{", "}}", "{%", "%}", "legal ", "action", "!!", "FREE ", "\n", "https://", "bit.ly"),
    );
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
    const channel = fc.constantFrom("email", "sms", "call");
    fc.assert(
      fc.property(
        text,
        text,
        channel,
        fc.constantFrom("en", "es", "tlh"),
        (subject, body, channel, language) => {
          const draft = {
            key: "overdue",
            channel,
            language,
            subject: channel === "email" ? subject : null,
            body,
          } as const;
          for (const { field, found, at } of lintTemplate(draft, typical("en"))) {
            const source = (field === "subject" ? draft.subject : body) ?? "";
            if (at !== null) expect(source.slice(at.offset, at.offset + found.length)).toBe(found);
          }
        },
      ),
      { numRuns: 500 },
    );
    const startedAt = performance.now();
    for (const hostile of ["{{", "! ", "A ", "https://", "legal ", "{%"]) {
      lint(email({ body: hostile.repeat(longestBody).slice(0, longestBody) }));
      lint(email({ body: hostile.repeat(10_000) }));
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
