import { AxeBuilder } from "@axe-core/playwright";
import { desktop, expect, phone, signedInPage, test } from "./product";

test("staff add Persistent, change a step, see the effect on those under way, and apply it", async ({
  browser,
  product,
}) => {
  const page = await signedInPage(browser, product);
  await page.goto(`${product.portalUrl}/desk/cadences`);
  await page.getByRole("button", { name: "Add Persistent" }).click();
  await expect(page.getByText("Nobody is in it until you say")).toBeVisible();
  await page.getByLabel("For whom").selectOption("default");
  const second = page.locator("#step-2");
  await second.locator("summary").first().click();
  await second.getByLabel("Days", { exact: true }).fill("2");
  // The sentence follows what is typed.
  await expect(second.locator("summary").first()).toContainText("Day 2: email “First reminder”");
  // A row that is added waits to be filled in, and what was typed in the others stays.
  const steps = await page.locator("li[id^=step-]").count();
  await page.getByRole("button", { name: "Add a step" }).click();
  await expect(page.locator("li[id^=step-]")).toHaveCount(steps + 1);
  const added = page.locator("li[id^=step-]").last();
  await expect(added.getByLabel("Days", { exact: true })).toBeFocused();
  await expect(second.getByLabel("Days", { exact: true })).toHaveValue("2");
  await added.getByRole("button", { name: "Remove" }).click();
  await expect(page.locator("li[id^=step-]")).toHaveCount(steps);
  await page.getByRole("button", { name: "Preview the effect" }).click();
  await expect(page.getByText(/with something outstanding (is|are) concerned/)).toBeVisible();
  await expect(page.getByText(/within the next 24 hours/i).first()).toBeVisible();
  await page.getByRole("button", { name: /^Apply to [\d,]+ debtors?$/ }).click();
  await expect(page.getByText(/^Saved\. [\d,]+ debtors? go/)).toBeVisible();
  await page.goto(`${product.portalUrl}/desk/cadences`);
  await expect(page.getByRole("listitem").filter({ hasText: "Default" })).toContainText("Persistent");
  await page.getByRole("link", { name: "Edit Persistent" }).click();
  for (const viewport of [desktop, phone]) {
    await page.setViewportSize(viewport);
    await page.locator("#step-1 summary").first().click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
});

test("without JavaScript a mistake shows at its row, and nothing typed is lost", async ({
  browser,
  product,
}) => {
  const signedIn = await signedInPage(browser, product);
  const context = await browser.newContext({
    storageState: await signedIn.context().storageState(),
    javaScriptEnabled: false,
    viewport: phone,
  });
  const page = await context.newPage();
  await page.goto(`${product.portalUrl}/desk/cadences`);
  await page.getByRole("button", { name: "Add Clinic" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Clinic in spring");
  const third = page.locator("#step-3");
  await third.locator("summary").first().click();
  await third.getByLabel("Days", { exact: true }).fill("soon");
  await page.getByRole("button", { name: "Preview the effect" }).click();
  await expect(page.getByText("Nothing was saved: this is to be mended first.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Clinic in spring");
  await expect(third.getByLabel("Days", { exact: true })).toHaveValue("soon");
  await expect(third.getByText("Write a whole number of days, such as 7.")).toBeVisible();
  await third.getByRole("button", { name: "Move down: step 3" }).click();
  await expect(page.locator("#step-4").getByLabel("Days", { exact: true })).toHaveValue("soon");
  await page.getByRole("button", { name: "Remove: step 4" }).click();
  await expect(page.getByRole("listitem").filter({ has: page.getByLabel("What goes") })).toHaveCount(9);
  await page.getByRole("button", { name: "Preview the effect" }).click();
  // Meanwhile a colleague has it open, too.
  const colleague = await context.newPage();
  await colleague.goto(page.url().replace(/[?#].*/, ""));
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Clinic in spring" })).toBeVisible();
  await colleague.getByLabel("Name", { exact: true }).fill("Clinic in autumn");
  await colleague.getByRole("button", { name: "Preview the effect" }).click();
  await colleague.getByRole("button", { name: "Save", exact: true }).click();
  await expect(colleague.getByText("Someone else changed this cadence")).toBeVisible();
  await expect(colleague.getByLabel("Name", { exact: true })).toHaveValue("Clinic in autumn");
});
