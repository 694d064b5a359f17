import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright/test";
import type { Product } from "~tests/setup/product";
import { debtorPage, desktop, expect, phone, signedInPage, test } from "./product";

/** A debtor with a number who owes, by their page on the desk. */
async function someoneWithANumber(
  desk: Page,
  { portalUrl }: Product,
): Promise<{ url: string; number: string }> {
  await desk.goto(`${portalUrl}/desk/debtors`);
  const hrefs = await desk
    .locator("main a[href^='/desk/debtors/']")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  for (const href of hrefs.filter((found) => /[0-9a-f-]{36}$/.test(found)).toReversed()) {
    await desk.goto(`${portalUrl}${href}`);
    const number = desk.locator("main a[href^='tel:']").first();
    if ((await number.count()) > 0) {
      return { url: `${portalUrl}${href}`, number: ((await number.getAttribute("href")) ?? "").slice(4) };
    }
  }
  throw new Error("Nobody in the demo has a number.");
}

async function text(page: Page, { inboxUrl }: Product, from: string, body: string): Promise<void> {
  await page.request.post(`${inboxUrl}sms`, { form: { from, body } });
}

async function expectSound(page: Page) {
  for (const [viewport, colorScheme] of [
    [phone, "light"],
    [desktop, "dark"],
  ] as const) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
      page.url(),
    ).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
}

test("a debtor texts back, a person answers, says what it comes to and stops all contact", async ({
  browser,
  product,
}) => {
  const desk = await signedInPage(browser, product);
  const { url, number } = await someoneWithANumber(desk, product);
  await text(desk, product, number, "Could I pay this on the 1st, when I am paid?");
  await desk.goto(`${product.portalUrl}/desk`);
  await expect(desk.getByText("Could I pay this on the 1st")).toBeVisible();
  await desk.goto(`${product.portalUrl}/desk/replies`);
  await desk.getByRole("listitem").filter({ hasText: "Could I pay" }).getByRole("link").click();
  await expect(desk).toHaveURL(/#conversation$/);
  await expect(desk.getByText("Waits for you")).toBeVisible();
  await expectSound(desk);

  await desk.getByRole("button", { name: "Send answer" }).click();
  await expect(desk.getByText("Write your answer.")).toBeVisible();
  await expect(desk).toHaveURL(/conversation$/);
  await desk.getByLabel("Answer", { exact: true }).fill("Yes, the 1st is fine.");
  await desk.getByLabel("This handles it").uncheck();
  await desk.getByRole("button", { name: "Send answer" }).click();
  await expect(desk.getByText("Alder Street Dental: Yes, the 1st is fine.").first()).toBeVisible();

  await desk.getByText("Say what it comes to").click();
  await desk.getByRole("button", { name: "Keep as their answer" }).click();
  await expect(desk.getByText("Choose what it comes to.")).toBeVisible();
  await desk.getByLabel("What they say").selectOption("already_paid");
  await desk.getByRole("button", { name: "Keep as their answer" }).click();
  await desk.waitForURL(url + "#conversation");
  await expect(desk.getByText("Waits for you")).toHaveCount(0);
  await expect(desk.getByText("Says it is paid already").first()).toBeVisible();

  await desk.getByText("Stop all contact").first().click();
  await desk.getByLabel("Why").selectOption("attorney");
  await desk.getByRole("button", { name: "Stop all contact" }).click();
  await expect(desk.getByRole("status").filter({ hasText: "All contact is stopped" })).toBeVisible();
  await expect(desk.getByText("All contact with this debtor is stopped.")).toBeVisible();
  await expectSound(desk);
});

test("a debtor chooses on their page how to be reached, without JavaScript", async ({ browser, product }) => {
  const link = await anotherPayLink(browser, product);
  const page = await debtorPage(browser);
  await page.goto(link);
  await page.getByText("How to reach you").click();
  await page.getByLabel("Email", { exact: true }).uncheck();
  const other = page.getByLabel("Text message");
  if ((await other.count()) > 0) await other.uncheck();
  if ((await other.count()) > 0) await page.getByLabel("Phone call").uncheck();
  await page.getByRole("button", { name: "Save this" }).click();
  await expect(page.getByText("Tick at least one.")).toBeVisible();
  await page.getByLabel("Email", { exact: true }).check();
  await page.getByLabel("From").fill("17:00");
  await page.getByLabel("Until").fill("20:00");
  await page.getByLabel("Español").check();
  await page.getByRole("button", { name: "Save this" }).click();
  await expect(page.getByText("Guardado. Desde ahora le contactamos como eligió.")).toBeVisible();
  await page.getByText("Cómo contactarle").click();
  await expect(page.getByLabel("Desde las")).toHaveValue("17:00");
  await expect(page.getByLabel("Correo electrónico")).toBeChecked();
});

/** The link in the newest email to someone who can be reached in more than one way. */
async function anotherPayLink(browser: Browser, { inboxUrl }: Product): Promise<string> {
  const inbox = await debtorPage(browser);
  const page = await debtorPage(browser);
  await inbox.goto(inboxUrl);
  const letters = await inbox
    .locator("li", { hasText: /^Email/ })
    .locator("a.subject")
    .evaluateAll((links) => links.map((found) => found.getAttribute("href") ?? ""));
  for (const letter of letters) {
    await inbox.goto(new URL(letter, inboxUrl).href);
    const link = inbox.frameLocator("iframe").getByRole("link", { name: /^pay/i }).first();
    if ((await link.count()) === 0) continue;
    const href = (await link.getAttribute("href")) ?? "";
    await page.goto(href);
    const canChoose = (await page.getByText("How to reach you").count()) > 0;
    if (canChoose && (await page.locator("input[type=checkbox][value=sms]").count()) > 0) return href;
  }
  throw new Error("Nobody in the inbox can choose.");
}
