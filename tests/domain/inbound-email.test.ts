import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { automaticKind } from "~/domain/inbound/automatic";
import { cutTo, longestReply, replyTextOf, textOfHtml } from "~/domain/inbound/reply-text";

const ofText = (text: string) => replyTextOf({ text, html: null });
const said = "I paid this on Monday by check.\n\nPlease look again.";

describe("what somebody wrote in answer to an email", () => {
  test.each([
    [
      "Gmail",
      `${said}\n\nOn Tue, Mar 10, 2026 at 9:00 AM Maya Lindqvist <a@b.example> wrote:\n\n> Hi Ana,\n> $45.00`,
    ],
    [
      "Gmail, whose line is broken",
      `${said}\n\nOn Tue, Mar 10, 2026 at 9:00 AM Maya Lindqvist, Harbour Street\n` +
        "Dental <reminders@tenfold.example>\nwrote:\n\n> Hi Ana,\n> $45.00",
    ],
    [
      "Apple",
      `${said}\n\nSent from my iPhone\n\nOn Mar 10, 2026, at 9:00 AM, Maya <a@b.example> wrote:\n\n> Hi`,
    ],
    [
      "Outlook",
      `${said}\n\n________________________________\nFrom: Maya <a@b.example>\n` +
        "Sent: Tuesday, March 10, 2026 9:00 AM\nTo: Ana\nSubject: $45.00\n\nHi Ana",
    ],
    ["Outlook of old", `${said}\n\n-----Original Message-----\nFrom: Maya\n\nHi Ana`],
    ["Spanish", `${said}\n\nEl mar, 10 mar 2026 a las 9:00, Maya (<a@b.example>) escribió:\n\n> Hola`],
    ["French", `${said}\n\nLe mar. 10 mars 2026 à 09:00, Maya <a@b.example> a écrit :\n\n> Bonjour`],
    ["German", `${said}\n\nAm Di., 10. März 2026 um 09:00 Uhr schrieb Maya <a@b.example>:\n\n> Hallo`],
    ["a signature", `${said}\n-- \nAna Ferreira\n555 0142`],
    ["Windows' line ends", `${said.replaceAll("\n", "\r\n")}\r\n\r\n> Hi Ana`],
  ])("is kept without what %s quotes", (_, text) => expect(ofText(text)).toBe(said));

  test("is kept where it stands below or between what is quoted", () => {
    const below =
      "On Tue, Mar 10, 2026 at 9:00 AM Maya <a@b.example> wrote:\n> Hi Ana,\n> $45.00 is due.\n\nI paid it.";
    expect(ofText(below)).toBe("I paid it.");
    expect(ofText("> When will you pay?\nOn Friday.\n> How much?\nAll of it.")).toBe(
      "On Friday.\nAll of it.",
    );
  });

  test("is kept whole where everything looks quoted, so that no word is lost", () => {
    const forwarded = "-----Original Message-----\nFrom: Ana\n\nsee this";
    expect(ofText(forwarded)).toBe(forwarded);
    expect(ofText("From the bank: paid")).toBe("From the bank: paid");
    expect(ofText("On Friday I wrote: paid")).toBe("On Friday I wrote: paid");
  });

  test("is read from the HTML where there is no text", () => {
    const html =
      "<html><head><title>x</title><style>p{color:red}</style></head><body><p>I paid &amp; kept the " +
      "receipt&nbsp;&#8217;24</p><!-- <b>no</b> --><div>Thank you<br>Ana</div><script>alert(1)</script>" +
      '<div class="gmail_quote">On Tue Maya wrote:<blockquote>Hi Ana</blockquote></div></body></html>';
    expect(replyTextOf({ text: " ", html })).toBe("I paid & kept the receipt ’24\nThank you\nAna");
    expect(textOfHtml("<blockquote>Hi</blockquote><p>Paid.</p>")).toBe("HiPaid.\n");
    expect(textOfHtml("&lt;script&gt; &bogus; &#0; &#x110000;")).toBe("<script> &bogus; &#0; &#x110000;");
    expect(replyTextOf({ text: null, html: null })).toBe("");
  });

  test("is cut where nobody reads on, and no character in half", () => {
    expect(ofText("x".repeat(9_000))).toHaveLength(longestReply);
    expect(cutTo("ab😀", 4)).toBe("ab😀");
    expect(cutTo("ab😀cd", 4)).toBe("ab…");
  });

  test("holds nothing that a database or a page chokes on", () => {
    expect(ofText("a\u0000b\u202Ec\u200Bd\te")).toBe("abcd\te");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 120 }), fc.boolean(), (text, isHtml) => {
        const found = replyTextOf(isHtml ? { text: null, html: text } : { text, html: null });
        return !/[^\P{C}\n\t]/u.test(found) && found.length <= longestReply;
      }),
    );
  });

  test("is found in no time in what is made to take long", () => {
    const started = performance.now();
    for (const html of [
      "<script>".repeat(60_000),
      "<".repeat(400_000),
      "<!--".repeat(100_000),
      "<p".repeat(200_000),
    ])
      textOfHtml(html);
    for (const text of [
      "On a ".repeat(20_000),
      "On x\n".repeat(20_000),
      ">\n".repeat(50_000),
      "From: a\n".repeat(9_000),
    ])
      ofText(text);
    ofText("On Tue, Maya wrote:\n> a\n".repeat(4_000));
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe("an email that no person wrote", () => {
  const traits = { from: "ana@example.com", subject: "Re: $45.00", headers: {} };
  test.each([
    ["auto_reply", { headers: { "Auto-Submitted": "auto-replied" } }],
    ["auto_reply", { headers: { "auto-submitted": "auto-generated; x=y" } }],
    ["auto_reply", { headers: { Precedence: "bulk" } }],
    ["auto_reply", { headers: { "X-Autoreply": "yes" } }],
    ["auto_reply", { headers: { "Return-Path": "<>" } }],
    ["auto_reply", { from: "no-reply@example.com" }],
    ["auto_reply", { subject: "Automatic reply: $45.00" }],
    ["auto_reply", { subject: "Out of Office: back on Monday" }],
    ["auto_reply", { subject: "Respuesta automática: $45.00" }],
    ["bounce", { from: "MAILER-DAEMON@mx.example.com", subject: "Undelivered Mail Returned to Sender" }],
    ["bounce", { headers: { "Content-Type": "multipart/report; report-type=delivery-status; boundary=x" } }],
    ["bounce", { headers: { "X-Failed-Recipients": "ana@example.com" } }],
  ])("is known as %s", (kind, said) => expect(automaticKind({ ...traits, ...said })).toBe(kind));

  test.each([
    {},
    { headers: { "Auto-Submitted": "no" } },
    { subject: "Re: Out of office" },
    { subject: "I was out of the office when you wrote" },
    { headers: { "Return-Path": "<ana@example.com>", "Content-Type": "multipart/alternative" } },
    { from: "norma.reply@example.com" },
  ])("is not seen in what a person wrote: %o", (said) =>
    expect(automaticKind({ ...traits, ...said })).toBeNull(),
  );
});
