import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright/test";
import { fillDay } from "./day";
import { expect, phone, signedInPage, test } from "./product";

/** Nothing for a screen reader to stumble over, nothing to scroll sideways for. */
async function expectFine(page: Page, place: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${place} ${id}: ${nodes.map(({ html }) => html).join()}`),
  ).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), place).toBe(true);
}

test("calls are made from their list, and a batch is released, without JavaScript", async ({
  browser,
  product,
}) => {
  const people = await fillDay(product.dataFolder, { calls: 2, proposals: 4 });
  const [first, second] = people.map(({ name }) => name);
  const signedIn = await signedInPage(browser, product);
  const storageState = await signedIn.context().storageState();
  await signedIn.setViewportSize(phone);
  for (const place of ["/calls", "/today"]) {
    await signedIn.goto(`${product.portalUrl}/desk${place}`);
    await expectFine(signedIn, place);
  }
  const plain = await browser.newContext({ storageState, javaScriptEnabled: false, viewport: phone });
  const page = await plain.newPage();

  await page.goto(`${product.portalUrl}/desk/calls`);
  const call = page.getByRole("article", { name: `Call ${first}` });
  await expect(call.getByRole("link", { name: /^\+1 / })).toHaveAttribute("href", /^tel:\+1\d{10}$/);
  await call.getByRole("button", { name: "Promised to pay" }).click();
  await expect(call.getByText("Choose the day they named.")).toBeVisible();
  const inThreeDays = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  await call.getByLabel("They will pay on").fill(inThreeDays);
  await call.getByLabel("Note").fill("After pay day");
  await call.getByRole("button", { name: "Promised to pay" }).click();
  await expect(page.getByText("Recorded: promised to pay")).toBeVisible();
  await expect(page.getByRole("article", { name: `Call ${first}` })).toHaveCount(0);
  await page.getByRole("link", { name: "Their page" }).click();
  await expect(page.getByText(`The debtor promised to pay on ${inThreeDays}.`)).toBeVisible();
  await expect(page.getByText("After pay day").first()).toBeVisible();

  await page.goto(`${product.portalUrl}/desk/calls`);
  await page
    .getByRole("article", { name: `Call ${second}` })
    .getByRole("button", { name: "No answer" })
    .click();
  await expect(page.getByText("at another time of day")).toBeVisible();

  await page.goto(`${product.portalUrl}/desk/today`);
  await page.getByRole("button", { name: "Release chosen" }).click();
  await expect(page.getByText("Tick those that you mean first.")).toBeVisible();
  await page
    .getByRole("link", { name: /^Preview for/ })
    .first()
    .click();
  await expect(page.getByRole("button", { name: "Release" })).toBeVisible();
  await page.getByRole("link", { name: "Back" }).click();
  await page
    .getByRole("button", { name: /^Leave out (?!chosen)/ })
    .first()
    .click();
  await expect(page.getByText("1 reminder left out.")).toBeVisible();
  await page.getByRole("button", { name: "Release all 3" }).click();
  await expect(page.getByText("3 reminders released.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Release all/ })).toHaveCount(0);
});
