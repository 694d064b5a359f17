import fc from "fast-check";
import { SegmentedMessage } from "sms-segments-calculator";
import { describe, expect, test } from "vitest";
import { partsOf, subjectLine } from "~/domain/templates/email-blocks";
import { renderLiquid, TemplateError } from "~/domain/templates/liquid";
import { reminderFields, stopPhrase, tame, type FieldSources } from "~/domain/templates/reminder-fields";
import { shippedTemplates } from "~/domain/templates/shipped";
import { measureSms, renderSms, toGsm } from "~/domain/templates/sms-text";
import { parseTemplateName } from "~/domain/templates/names";
import { diffWords } from "~/domain/templates/diff";
import { templateFor, type TemplateDraft } from "~/domain/templates/template";
import { findProblems } from "~/domain/templates/validate";
import { commandIn } from "~/domain/sms-replies";
import { currency } from "~/domain/money";

const payLink = `https://pay.example.com/p/${"x".repeat(39)}`;

function sources(said: Partial<FieldSources> = {}): FieldSources {
  return {
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
    language: "en",
    payLink,
    optOut: stopPhrase("en"),
    ...said,
  };
}
const fields = (said: Partial<FieldSources> = {}) => reminderFields(sources(said));

describe("fields", () => {
  test("say who, how much, what for and since when", () => {
    expect(fields()).toMatchObject({
      debtor: { name: "Ana Ferreira" },
      amount: "$45.00",
      what_for: "Check-up",
      due: "February 4",
      days_late: 34,
      count: 1,
    });
  });

  test("fall back where something is missing, in the debtor's language", () => {
    const [balance] = sources().balances;
    if (!balance) throw new Error("There is one.");
    const bare = { debtorName: null, balances: [{ ...balance, description: null }] };
    expect(fields(bare)).toMatchObject({ debtor: { name: "there" }, what_for: "reference 0042" });
    expect(fields({ ...bare, language: "es" })).toMatchObject({
      debtor: { name: "cliente" },
      what_for: "referencia 0042",
    });
  });

  test("say when it will be due, and the day that was promised, or nothing", () => {
    const [balance] = sources().balances;
    if (!balance) throw new Error("There is one.");
    const upcoming = { balances: [{ ...balance, dueOn: "2026-03-13" }] };
    expect(fields(upcoming)).toMatchObject({
      due: "March 13",
      days_late: 0,
      days_until_due: 3,
      promised: "",
    });
    expect(fields({ promisedOn: "2026-03-08" })).toMatchObject({ days_until_due: 0, promised: "March 8" });
    expect(fields({ promisedOn: "2025-12-31", language: "es" }).promised).toBe("31 de diciembre de 2025");
  });

  test("list every balance with its reference, and no more than a letter holds", () => {
    const [balance] = sources().balances;
    if (!balance) throw new Error("There is one.");
    const bare = { ...balance, reference: "0043\nevil.com", description: null };
    expect(fields({ balances: [balance, bare] }).statement).toBe(
      "- 0042, Check-up, due February 4: $45.00\n- 0043 evil. com, due February 4: $45.00",
    );
    const many = fields({ balances: Array.from({ length: 60 }, () => balance) }).statement.split("\n");
    expect(many).toHaveLength(51);
    expect(many.at(-1)).toBe("- and 10 more");
  });

  test("name each currency apart, because adding them would invent an exchange rate", () => {
    const [balance] = sources().balances;
    if (!balance) throw new Error("There is one.");
    const euros = { ...balance, currency: currency("EUR"), outstandingMinor: 1_200n };
    expect(fields({ balances: [balance, euros, balance] })).toMatchObject({
      amount: "$90.00 + €12.00",
      count: 3,
    });
  });

  test.each([
    ["a line break", "Ana\r\nBcc: x", "Ana Bcc: x"],
    ["an address", "Ana https://evil.example/x", "Ana evil. example/x"],
    ["a bare domain", "www.evil.com", "www. evil. com"],
    ["a change of direction", "Ana\u202Egnp.exe", "Ana gnp. exe"],
    ["initials, which stay", "J.R. Hartley", "J.R. Hartley"],
  ])("make %s in a value harmless", (_what, value, expected) => {
    expect(tame(value, 60)).toBe(expected);
  });
});

describe("Liquid", () => {
  test.each([
    ["{{ nope }}", "There is no field “nope”."],
    ["{{ debtor.constructor }}", "There is no field “debtor.constructor”."],
    ["{{ amount | shout }}", "There is no filter “shout”."],
    ["{{ amount | raw }}", "There is no filter “raw”."],
    ["{% include 'secrets' %}", "The tag “include” cannot be used here."],
    ["{% render '/etc/passwd' %}", "The tag “render” cannot be used here."],
    ["{% layout 'x' %}", "The tag “layout” cannot be used here."],
    ["{% for i in (1..100000000) %}x{% endfor %}", "This is too long, or repeats something too often."],
    ["{{ amount", 'Line 1: output "{{ amount" not closed.'],
  ])("refuses %s with a sentence", (source, sentence) => {
    expect(() => renderLiquid(source, fields())).toThrow(new TemplateError(sentence));
  });

  test("does not run what a field's value says", () => {
    const name = "{{ vendor.name }}{% include 'x' %}";
    expect(renderLiquid("Hello {{ debtor.name }}", fields({ debtorName: name }))).toBe(
      "Hello {{ vendor. name }}{% include 'x' %}",
    );
  });
});

describe("an SMS", () => {
  const sms = shippedTemplates.filter(({ channel }) => channel === "sms");

  test.each(sms.map((template) => [`${template.key} in ${template.language}`, template] as const))(
    "%s keeps to one segment with an ordinary reminder",
    (_name, template) => {
      const { language } = template;
      const text = renderSms(template.body, fields({ language, optOut: stopPhrase(language) }), template);
      expect(text).toContain(payLink);
      expect(text).toContain("STOP");
      expect(measureSms(text)).toMatchObject({ encoding: "GSM-7", segments: 1 });
    },
  );

  test("keeps what the alphabet has and writes the rest as near as it can", () => {
    expect(toGsm("José Müller Ñandú")).toBe("José Müller Ñandu");
    expect(toGsm("Łukasz Đorđević – “Čapek”")).toBe('Lukasz Dordevic - "Capek"');
  });

  test("leaves out a name in another script, and its link never", () => {
    const text = renderSms(
      "{{ debtor.name }}, {{ amount }}: {{ pay_link }}",
      fields({ debtorName: "Ольга Петрова" }),
      { language: "en" },
    );
    expect(text).toBe(`there, $45.00: ${payLink}`);
  });

  test("brings no address together out of what it leaves out", () => {
    const text = renderSms(
      "{{ debtor.name }} {{ amount }} {{ pay_link }}",
      fields({ debtorName: "Ana evil.✓com http:✓//x.io" }),
      { language: "en" },
    );
    expect(text.replace(payLink, "")).toBe("Ana evil. com x. io $45.00 ");
  });

  const ordinary = {
    reference: "0042",
    dueOn: "2026-02-04",
    currency: currency("USD"),
    outstandingMinor: 4_500n,
  };

  test("is one GSM-7 segment with its link and amount, whatever the names and the template", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 80 }),
      fc.lorem({ maxCount: 12 }),
      fc.constantFrom("Ñ€[]{}~", "李小龍"),
    );
    const body = fc.constantFrom(
      ...sms.map((template) => template.body),
      `${"Please pay. ".repeat(20)}{{ amount }} {{ pay_link }}`,
    );
    fc.assert(
      fc.property(text, text, text, text, body, (debtorName, name, signatureName, description, source) => {
        const balance = { ...ordinary, description };
        const said = { debtorName, vendor: { name, signatureName }, balances: [balance] };
        const sent = renderSms(source, fields(said), { language: "en" });
        const measured = new SegmentedMessage(sent);
        expect(measured.getEncodingName()).toBe("GSM-7");
        expect(measured.segmentsCount).toBe(1);
        expect(sent.split(payLink)).toHaveLength(2);
        expect(sent).toContain("$45.00");
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ["stop", "stop"],
    [" Stop. ", "stop"],
    ["STOPALL", "stop"],
    ["Alto!", "stop"],
    ["no más", "stop"],
    ["Help", "help"],
    ["UNSTOP", "start"],
    ["stop calling me at work", null],
    ["I will pay on Friday", null],
    ["", null],
  ] as const)("answered with “%s” means %s", (body, command) => {
    expect(commandIn(body)).toBe(command);
  });
});

describe("saving a template", () => {
  const draft = (said: Partial<TemplateDraft> = {}): TemplateDraft => ({
    key: "overdue",
    channel: "email",
    language: "en",
    subject: "{{ amount }}",
    body: "{{ amount }} {{ pay_link }}",
    ...said,
  });
  const sms = (body: string) => draft({ channel: "sms", subject: null, body });

  test("takes the ones that come with Tenfold", () => {
    for (const shipped of shippedTemplates) {
      const { language } = shipped;
      expect(findProblems(shipped, fields({ language, optOut: stopPhrase(language) }))).toBeNull();
    }
  });

  test.each<[string, TemplateDraft, object]>([
    ["no link", draft({ body: "Pay {{ amount }}" }), { body: ["Put {{ pay_link }} where the link goes."] }],
    [
      "two links",
      draft({ body: "{{ amount }} {{ pay_link }} {{ pay_link }}" }),
      { body: ["Use {{ pay_link }} once: one message, one link."] },
    ],
    ["no amount", draft({ body: "{{ pay_link }}" }), { body: ["Say how much it is: {{ amount }}."] }],
    [
      "a field that is not there",
      draft({ body: "{{ amont }} {{ pay_link }}" }),
      { body: ["There is no field “amont”."] },
    ],
    [
      "a field that is not there, in a branch that an ordinary reminder does not reach",
      draft({ body: "{{ amount }} {{ pay_link }}{% if days_late > 90 %}{{ debtor.age }}{% endif %}" }),
      { body: ["There is no field “debtor.age”."] },
    ],
    [
      "a link in a script",
      draft({ channel: "call", subject: null, body: "{{ amount }} {{ pay_link }}" }),
      { body: ["A link cannot be read aloud: leave {{ pay_link }} out."] },
    ],
    [
      "an empty script",
      draft({ channel: "call", subject: null, body: " " }),
      { body: ["Write what to say."] },
    ],
    ["no subject", draft({ subject: " " }), { subject: ["Write a subject."] }],
    ["a subject that is wrong", draft({ subject: "{{ x }}" }), { subject: ["There is no field “x”."] }],
  ])("refuses %s, at the field it is in", (_what, refused, problems) => {
    expect(findProblems(refused, fields())).toEqual(problems);
  });

  test("takes an SMS that fits with names cut short, of which the linter tells", () => {
    const names = "{{ debtor.name }} {{ vendor.name }} {{ vendor.name }} {{ amount }}: {{ pay_link }}";
    const long = { vendor: { name: "Harbour Street Dental and Friends", signatureName: "Maya" } };
    expect(findProblems(sms(names), fields(long))).toBeNull();
  });

  test("says how far an SMS is over one segment", () => {
    const problems = findProblems(sms(`${"a".repeat(100)} {{ amount }} {{ pay_link }}`), fields());
    expect(problems?.body?.[0]).toBe(
      "An ordinary reminder comes to 173 characters, and one SMS holds 160. Take out 13 or more.",
    );
  });
});

describe("an email's text", () => {
  const marks = { payLink: "LINK", statement: "- 1, due: $1\n- 2, due: $2" };

  test("is taken apart where its statement stands, whatever its lines", () => {
    expect(partsOf(`These:\n${marks.statement}\n\nLINK`, marks)).toEqual([
      { kind: "text", lines: ["These:"] },
      { kind: "statement" },
      { kind: "link" },
    ]);
  });

  test("is taken apart where its link stands, alone or within a sentence", () => {
    expect(partsOf("Hello\n\nLINK\n\nBye\nMaya", marks)).toEqual([
      { kind: "text", lines: ["Hello"] },
      { kind: "link" },
      { kind: "text", lines: ["Bye", "Maya"] },
    ]);
    expect(partsOf("Pay at LINK today", marks)).toEqual([
      { kind: "text", lines: ["Pay at"] },
      { kind: "link" },
      { kind: "text", lines: ["today"] },
    ]);
  });

  test("has a subject of one line", () => {
    expect(subjectLine("Pay\r\nBcc: x\u2028now")).toBe("Pay Bcc: x now");
    expect([...subjectLine("x".repeat(400))]).toHaveLength(150);
  });

  test("is chosen in the debtor's language, then the vendor's, then English", () => {
    const written = (["en", "es"] as const).map((language) => ({
      key: "overdue",
      channel: "email" as const,
      language,
    }));
    expect(templateFor(written, ["es-MX", "en"])?.language).toBe("es");
    expect(templateFor(written, ["pt-PT", "es"])?.language).toBe("es");
    expect(templateFor(written, ["pt-PT", "fr"])?.language).toBe("en");
  });
});

describe("a template's name in an address", () => {
  test.each(["overdue.email.en", "call-first.call.es", "upcoming.sms.pt-BR"])("reads %s", (text) => {
    expect(parseTemplateName(text)).not.toBeNull();
  });

  const unreadable = ["overdue.email.en-ab-cd", "overdue.fax.en", "a.b", "../../x.email.en", "a.sms.e n"];
  test.each([...unreadable, undefined])("refuses %s", (text) => {
    expect(parseTemplateName(text)).toBeNull();
  });
});

describe("the difference between two versions", () => {
  test("is told word by word, and reads as either of them", () => {
    const word = fc.constantFrom("pay ", "{{ amount }}", "\n\n", "today", " ", "{", "é", "{% if x %}");
    const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffWords(before, after);
        const reading = (left: string) =>
          parts
            .filter(({ kind }) => kind !== left)
            .map((part) => part.text)
            .join("");
        expect(reading("added")).toBe(before);
        expect(reading("removed")).toBe(after);
      }),
    );
    expect(diffWords("Pay {{ amount }} now", "Pay {{ amount }} today")).toEqual([
      { kind: "same", text: "Pay {{ amount }} " },
      { kind: "removed", text: "now" },
      { kind: "added", text: "today" },
    ]);
  });
});
