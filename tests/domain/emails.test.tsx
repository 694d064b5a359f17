import { render } from "react-email";
import { describe, expect, test } from "vitest";
import { inkOn } from "~emails/look";
import ReminderEmail, { type ReminderEmailProps } from "~emails/reminder";
import ReceiptEmail from "~emails/receipt";
import { renderReceipt, renderReminder } from "~emails/render";

/** What pads the inbox's preview line depends on that line's length alone, and cannot be seen. */
const withoutPadding = (html: string) =>
  html.replace(/<div>[\s\u200b-\u200f\u034f\ufeff\u00a0]*<\/div>/gu, "");

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
    expect(withoutPadding(filled)).toBe(withoutPadding(await render(<ReminderEmail {...props} />)));
    expect(filled).not.toMatch(/<script|<img>/);
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
