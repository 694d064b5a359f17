import fc from "fast-check";
import { render } from "react-email";
import { describe, expect, test } from "vitest";
import { inkOn } from "~emails/look";
import ReminderEmail, { type ReminderEmailProps } from "~emails/reminder";
import ReceiptEmail from "~emails/receipt";
import { renderReceipt, renderReminder } from "~emails/render";

describe("an email", () => {
  const hostile: ReminderEmailProps = {
    ...ReminderEmail.PreviewProps,
    vendor: { ...ReminderEmail.PreviewProps.vendor, name: `A & B <"'> $& $1 @@amount@@` },
    previewText: "@@blocks@@ $& <b>",
    amount: "<i>$1</i>",
    unsubscribeUrl: `https://example.com/"onmouseover="x`,
    blocks: [
      { kind: "text", lines: ["@@amount@@ <script>x</script>", "$& & 'quoted'"] },
      { kind: "button", label: "<b>Pay</b>", url: `https://example.com/p/"><script>` },
      {
        kind: "balances",
        rows: [{ what: "<img>", due: "@@due@@", amount: "$1" }],
        more: "and <b>2</b> more",
      },
    ],
  };

  test.each([
    ["ordinary words", ReminderEmail.PreviewProps],
    ["words that look like markup, markers and patterns", hostile],
    ["Spanish", { ...ReminderEmail.PreviewProps, language: "es", blocks: [] }],
  ])("with %s is filled in exactly as React would render it", async (_what, props) => {
    const filled = await renderReminder(props);
    expect(filled).toBe(await render(<ReminderEmail {...props} />));
    expect(filled).not.toMatch(/<script|<img>/);
  });

  test("is byte for byte what React would render, whatever it is filled with", async () => {
    const words = fc.oneof(
      fc.string({ unit: "binary", maxLength: 260 }),
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        `<b>&"'\r\n`,
        "\ud800",
        "\0",
        `${"x".repeat(199)}😀`,
        "x".repeat(200),
        "$& @@blocks@@",
        "",
      ),
    );
    const row = fc.record({ what: words, due: words, amount: words });
    const block = fc.oneof(
      fc.record({ kind: fc.constant("text" as const), lines: fc.array(words, { maxLength: 3 }) }),
      fc.record({ kind: fc.constant("button" as const), label: words, url: words }),
      fc.record({
        kind: fc.constant("balances" as const),
        rows: fc.array(row, { maxLength: 3 }),
        more: fc.option(words, { nil: null }),
      }),
    );
    const props = fc.record({
      vendor: fc.constantFrom(ReminderEmail.PreviewProps.vendor, hostile.vendor),
      language: fc.constantFrom("en", "es"),
      amount: words,
      previewText: words,
      blocks: fc.array(block, { maxLength: 5 }),
      unsubscribeUrl: words,
    });
    await fc.assert(
      fc.asyncProperty(props, async (one) => {
        expect(await renderReminder(one)).toBe(await render(<ReminderEmail {...one} />));
      }),
      { numRuns: 300 },
    );
  });

  test("is small enough that Gmail shows all of it", async () => {
    // Gmail cuts messages at 102 KB.
    expect((await renderReminder(ReminderEmail.PreviewProps)).length).toBeLessThan(20_000);
    expect((await renderReceipt(ReceiptEmail.PreviewProps)).length).toBeLessThan(20_000);
  });

  test.each([
    ["#1f5f4a", "#ffffff"],
    ["#ffd400", "#111111"],
    ["#ffffff", "#111111"],
    ["#000000", "#ffffff"],
  ])("has words on a button of %s in %s", (brand, ink) => {
    expect(inkOn(brand)).toBe(ink);
  });
});
