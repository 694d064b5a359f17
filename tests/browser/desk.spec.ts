import { AxeBuilder } from "@axe-core/playwright";
import { desktop, expect, phone, signedInPage, test } from "./product";

const places = [
  "",
  "/today",
  "/today/forecast",
  "/calls",
  "/balances",
  "/payments",
  "/messages",
  "/effect",
  "/import",
  "/cadences",
  "/templates",
  "/settings",
  "/settings/stripe",
  "/stripe-events",
];

test("the desk is closed to whoever has not signed in, and a wrong password is named at the field", async ({
  browser,
  product,
}) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(`${product.portalUrl}/desk/balances`);
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("Email").fill(product.signIn.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(
    page
      .getByText(/password/i)
      .filter({ hasText: /not|wrong|match/i })
      .first(),
  ).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(product.signIn.email);
});

for (const [size, viewport] of [
  ["phone", phone],
  ["desktop", desktop],
] as const) {
  test(`axe finds nothing on the desk's pages at ${size} width, and nothing overflows`, async ({
    browser,
    product,
  }) => {
    const page = await signedInPage(browser, product);
    await page.setViewportSize(viewport);
    for (const place of places) {
      await page.goto(`${product.portalUrl}/desk${place}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${place} ${id}: ${nodes.map(({ html }) => html).join(" ")}`),
      ).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), place).toBe(true);
    }
  });
}

test("the desk logs no error in the browser while someone walks through it", async ({ browser, product }) => {
  const page = await signedInPage(browser, product);
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  for (const place of places) await page.goto(`${product.portalUrl}/desk${place}`);
  expect(errors).toEqual([]);
});

test("a file of balances goes in through the desk, and its bad rows come back with what to do", async ({
  browser,
  product,
}) => {
  const page = await signedInPage(browser, product);
  await page.goto(`${product.portalUrl}/desk/import`);
  const csv = [
    "Reference,Customer ID,Name,Email,Description,Issued,Due,Amount,Currency",
    'J-001,0007,Ida Novak,ida@example.com,Tap repair,2026-09-01,2026-09-15,"$1,020.00",USD',
    "J-002,0008,Otto Meyer,otto@example.com,Boiler check,2026-09-31,2026-10-15,$80.00,USD",
  ].join("\n");
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles({
      name: "jobs.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(csv),
    });
  await page
    .getByRole("button", { name: /upload|review|read/i })
    .first()
    .click();
  await page.getByRole("button", { name: /^import/i }).click();
  await expect(page.getByText("2026-09-31").first()).toBeVisible();
  await page.goto(`${product.portalUrl}/desk/balances?q=J-001`);
  await expect(page.getByText("$1,020.00").first()).toBeVisible();
});
