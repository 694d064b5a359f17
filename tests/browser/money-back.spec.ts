import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright/test";
import type { Product } from "~tests/setup/product";
import { remoteControl } from "~tests/stand-ins/stripe/control/remote";
import { debtorPage, desktop, expect, phone, test } from "./product";

/** A pay link on which something can be paid: that of the oldest letter that is no other test's. */
async function lastPayLink(browser: Browser, { inboxUrl, payLinkUrl }: Product): Promise<string> {
  const inbox = await debtorPage(browser);
  const page = await debtorPage(browser);
  await page.goto(payLinkUrl);
  const taken = await page.locator("h1").textContent();
  await inbox.goto(inboxUrl);
  const letters = await inbox
    .locator("li", { hasText: /^Email/ })
    .locator("a.subject")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  for (const letter of letters.toReversed()) {
    await inbox.goto(new URL(letter, inboxUrl).href);
    const link = inbox.frameLocator("iframe").getByRole("link", { name: /^pay/i }).first();
    if ((await link.count()) === 0) continue;
    const href = (await link.getAttribute("href")) ?? "";
    await page.goto(href);
    const canPay = (await page.getByRole("button", { name: /^Pay / }).count()) > 0;
    if (canPay && (await page.locator("h1").textContent()) !== taken) return href;
  }
  throw new Error("Nobody in the inbox can pay.");
}

/** A desk without JavaScript, as every form of it has to work. */
async function plainDesk(browser: Browser, { portalUrl, signIn }: Product): Promise<Page> {
  const context = await browser.newContext({ viewport: desktop, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${portalUrl}/sign-in`);
  await page.getByLabel("Email").fill(signIn.email);
  await page.getByLabel("Password").fill(signIn.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/desk");
  return page;
}

async function expectAccessible(page: Page) {
  // Axe itself runs in the page, so it looks at a copy where scripts may run.
  const context = await page.context().browser()?.newContext({ viewport: phone });
  if (!context) throw new Error("There is no browser.");
  await context.addCookies(await page.context().cookies());
  for (const [viewport, colorScheme] of [
    [phone, "light"],
    [desktop, "dark"],
  ] as const) {
    const copy = await context.newPage();
    await copy.setViewportSize(viewport);
    await copy.emulateMedia({ colorScheme });
    await copy.goto(page.url());
    const { violations } = await new AxeBuilder({ page: copy }).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
      page.url(),
    ).toEqual([]);
    expect(await copy.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
  await context.close();
}

const soon = { timeout: 30_000 };

test("money that goes back is on the receipt, and a chargeback waits for a person who asks again", async ({
  browser,
  product,
}) => {
  test.setTimeout(180_000);
  const stripeUrl = /Stripe's stand-in listens on (\S+)/.exec(product.output())?.[1] ?? "";
  const href = await lastPayLink(browser, product);
  const debtor = await debtorPage(browser);
  await debtor.goto(href);
  await debtor.getByRole("button", { name: /^Pay / }).first().click();
  await debtor.getByRole("button", { name: /^Pay/ }).click();
  await expect(debtor).toHaveURL(/\/p\/[\w-]{39}\?session=/);
  await expect(async () => {
    await debtor.goto(href);
    await expect(debtor.getByText(/Visa ending 4242/)).toBeVisible({ timeout: 500 });
  }).toPass(soon);
  const receiptNumber = await debtor.locator("dl.facts dd").first().textContent();

  const desk = await plainDesk(browser, product);
  await desk.goto(`${product.portalUrl}/desk/payments?q=${receiptNumber}`);
  await desk.locator("[data-open]").first().click();
  const paymentUrl = desk.url();
  await desk.getByText("Refund", { exact: true }).click();
  await desk.getByLabel("Amount").fill("1.00");
  await desk.getByRole("button", { name: "Refund this amount" }).click();
  await expect(desk.getByText("Say in a few words why."), "it wants a reason").toBeVisible();
  await expect(desk.getByLabel("Amount"), "what was written is kept").toHaveValue("1.00");
  await desk.getByLabel("Reason").fill("Agreed on the phone");
  await desk.getByRole("button", { name: "Refund this amount" }).click();
  await expect(desk.getByText(/Stripe is being asked/)).toBeVisible();
  await expect(async () => {
    await desk.goto(paymentUrl);
    await expect(desk.locator("aside").getByText("Refunded", { exact: true }).first()).toBeVisible({
      timeout: 500,
    });
    await expect(desk.locator("aside").getByText("Refunded in part")).toBeVisible({ timeout: 500 });
  }).toPass(soon);
  await expect(desk.getByText(/no longer owed/)).toBeVisible();

  await debtor.goto(href);
  await expect(debtor.getByText(/^Refunded /), "the receipt says what went back").toBeVisible();
  await expect(debtor.getByRole("button", { name: /^Pay / }), "nothing is owed for it").toHaveCount(0);

  const paymentIntent = (await desk.locator("aside a", { hasText: /^pi_/ }).textContent()) ?? "";
  await remoteControl(stripeUrl).openDispute({ paymentIntent });
  await expect(async () => {
    await desk.goto(paymentUrl);
    await expect(desk.locator("aside").getByText(/Chargeback open until/)).toBeVisible({ timeout: 500 });
  }).toPass(soon);
  await expect(desk.getByText(/Stripe refuses refunds/)).toBeVisible();
  await expect(desk.getByRole("button", { name: /Refund/ })).toHaveCount(0);
  await expectAccessible(desk);

  await desk.goto(`${product.portalUrl}/desk`);
  await expect(desk.getByText(/answer at Stripe by/)).toBeVisible();
  await desk
    .locator("li", { hasText: /^On hold/ })
    .first()
    .getByRole("link")
    .click();
  await expect(desk.getByText(/Reopened by a chargeback on/)).toBeVisible();
  await expectAccessible(desk);
  await desk.getByRole("button", { name: "Ask for it again" }).click();
  await expect(desk.getByText(/It is asked for again/)).toBeVisible();
  await expect(desk.getByText(/Reopened by a chargeback on/)).toHaveCount(0);
  await debtor.goto(href);
  await expect(debtor.getByRole("button", { name: /^Pay / }).first(), "it can be paid").toBeVisible();
});
