import type { Browser } from "playwright/test";
import { AxeBuilder } from "@axe-core/playwright";
import { debtorPage, desktop, expect, phone, test } from "./product";
import type { Product } from "~tests/setup/product";

/** The pay link of a debtor with several balances, who is not the one of the other journeys. */
async function anotherPayLink(browser: Browser, product: Product): Promise<string> {
  const inbox = await debtorPage(browser);
  const page = await debtorPage(browser);
  await page.goto(product.payLinkUrl);
  const taken = await page.locator("h1").textContent();
  await inbox.goto(product.inboxUrl);
  const letters = await inbox
    .locator("li", { hasText: /^Email/ })
    .locator("a.subject")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  for (const letter of letters.slice(1)) {
    await inbox.goto(new URL(letter, product.inboxUrl).href);
    const link = inbox.frameLocator("iframe").getByRole("link", { name: /^pay/i }).first();
    if ((await link.count()) === 0) continue;
    const href = (await link.getAttribute("href")) ?? "";
    await page.goto(href);
    const isFit = (await page.locator("input.tick").count()) >= 2;
    if (isFit && (await page.locator("h1").textContent()) !== taken) return href;
  }
  throw new Error("Nobody else owes several balances.");
}

test("a card kept with consent pays the next balance with one tap, and is removed with another", async ({
  browser,
  product,
}) => {
  const href = await anotherPayLink(browser, product);
  const page = await debtorPage(browser);
  await page.goto(href);
  const ticks = page.locator("input.tick");
  for (let index = 1; index < (await ticks.count()); index += 1) await ticks.nth(index).uncheck();
  await expect(page.getByLabel(/Keep this card/), "nothing is kept unasked").not.toBeChecked();
  await page.getByLabel(/Keep this card/).check();
  await page.getByRole("button", { name: "Pay what is ticked" }).click();
  await expect(page).toHaveURL(/\/c\/pay\/cs_test_/);
  await expect(page.getByText(/keep this payment method/)).toBeVisible();
  await page.getByRole("button", { name: /^Pay/ }).click();
  const oneTap = page.getByRole("button", { name: /^Pay .* with Visa ····\s4242$/ });
  await expect(async () => {
    await page.goto(href);
    await expect(oneTap).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });

  for (const [viewport, colorScheme] of [
    [phone, "light"],
    [desktop, "dark"],
  ] as const) {
    const context = await browser.newContext({ viewport, colorScheme });
    const look = await context.newPage();
    await look.setContent(await (await context.request.get(href)).text());
    const { violations } = await new AxeBuilder({ page: look }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual(
      [],
    );
    expect(await look.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }

  await oneTap.click();
  await expect(page, "without leaving for Stripe's page").toHaveURL(/\/p\/[\w-]{39}\?charge=/);
  await expect(page.getByText("Visa ending 4242")).toBeVisible();
  await expect(page.getByText("Nothing more is owed", { exact: false })).toBeVisible();

  await page.getByText(/4242 is kept for you/).click();
  await page.getByRole("button", { name: "Remove this card" }).click();
  await expect(page.getByText("The card is removed")).toBeVisible();
  await page.goto(href);
  await expect(page.getByText("is kept for you")).toHaveCount(0);
});

test("Enter in the field of a part leads to Stripe's page for that part", async ({ browser, product }) => {
  const page = await debtorPage(browser);
  await page.goto(product.payLinkUrl);
  await page.getByText("Pay a part", { exact: true }).click();
  await page.locator("input[name=part]").fill("1");
  await page.locator("input[name=part]").press("Enter");
  await expect(page.getByText(/The least you can pay in part is/)).toBeVisible();
  await page.locator("input[name=part]").fill("20");
  await page.locator("input[name=part]").press("Enter");
  await expect(page).toHaveURL(/\/c\/pay\/cs_test_/);
  await expect(page.getByRole("button", { name: "Pay $20.00" })).toBeVisible();
});
