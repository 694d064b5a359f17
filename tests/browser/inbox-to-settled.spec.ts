import { debtorPage, expect, signedInPage, test } from "./product";

test("a debtor reads a reminder, pays without JavaScript, and the vendor sees the balance close", async ({
  browser,
  product,
}) => {
  const inbox = await debtorPage(browser);
  await inbox.goto(product.inboxUrl);
  const subject = inbox.locator("li", { hasText: /^Email/ }).first();
  const address = (await subject.locator(".meta span").nth(1).textContent()) ?? "";
  await subject.locator("a.subject").click();
  const payHref = await inbox
    .frameLocator("iframe")
    .getByRole("link", { name: /pay|pagar/i })
    .first()
    .getAttribute("href");
  expect(payHref).toContain(`${product.portalUrl}/p/`);

  const page = await debtorPage(browser);
  await page.goto(payHref ?? "");
  const amount = (await page.getByRole("button", { name: /^(Pay|Pagar) / }).textContent()) ?? "";
  await page.getByRole("button", { name: /^(Pay|Pagar) / }).click();
  await expect(page).toHaveURL(/\/c\/pay\/cs_test_/);
  await page.getByRole("button", { name: /^Pay/ }).click();
  await expect(page).toHaveURL(/\/p\/[\w-]{39}\?session=cs_test_/);

  await expect(async () => {
    await page.reload();
    await expect(page.getByText(/Visa ending 4242/)).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const figure = amount.replace(/^(Pay|Pagar) /, "").trim();
  await expect(page.getByText(figure).first()).toBeVisible();

  await page.goto(payHref ?? "");
  await expect(page.getByText(/Visa ending 4242/), "opening the link again shows the receipt").toBeVisible();
  await expect(page.getByRole("button", { name: /^(Pay|Pagar) / })).toHaveCount(0);

  await expect(async () => {
    await inbox.goto(`${product.inboxUrl}?to=${encodeURIComponent(address)}`);
    await expect(inbox.getByText(/receipt|recibo/i).first()).toBeVisible({ timeout: 500 });
  }, "the receipt comes by email").toPass({ timeout: 20_000 });

  const desk = await signedInPage(browser, product);
  await desk.goto(
    `${product.portalUrl}/desk/balances?q=${encodeURIComponent(address)}&state=settled&sort=settled`,
  );
  await expect(desk.getByText("Settled").first()).toBeVisible();
  await desk.locator("tbody tr a").first().click();
  await expect(desk.getByText(/payment received/i).first()).toBeVisible();
});

test("a declined card leaves the balance owed and the page ready for another try", async ({
  browser,
  product,
}) => {
  const page = await debtorPage(browser);
  await page.goto(product.payLinkUrl);
  await page.getByRole("button", { name: /^Pay / }).click();
  await page.getByLabel(/0002, declined/).check();
  await page.getByRole("button", { name: /^Pay/ }).click();
  await expect(page).toHaveURL(/\/c\/pay\//);
  await expect(page.getByText(/declined/i).first()).toBeVisible();
  await page.goto(product.payLinkUrl);
  await expect(page.getByRole("button", { name: /^Pay / })).toBeVisible();
});

test("a debtor who goes back from Stripe's page finds everything as it was", async ({ browser, product }) => {
  const page = await debtorPage(browser);
  await page.goto(product.payLinkUrl);
  const button = await page.getByRole("button", { name: /^Pay / }).textContent();
  await page.getByRole("button", { name: /^Pay / }).click();
  await page
    .getByRole("link", { name: /back/i })
    .or(page.getByRole("button", { name: /back/i }))
    .first()
    .click();
  await expect(page).toHaveURL(product.payLinkUrl);
  await expect(page.getByRole("button", { name: /^Pay / })).toHaveText(button ?? "");
});

test("an answer is taken without JavaScript, with a mistake named in place, and the vendor reads it", async ({
  browser,
  product,
}) => {
  const page = await debtorPage(browser);
  await page.goto(product.payLinkUrl);
  await page.getByText("I can pay a part now", { exact: true }).click();
  const part = page.locator("details[open] form");
  await part.getByRole("textbox").first().fill("a little");
  await part.getByRole("button").click();
  const refused = page.locator("details[open] form");
  await expect(refused.getByRole("textbox").first(), "what was typed is kept").toHaveValue("a little");
  await expect(refused.getByRole("textbox").first()).toHaveAttribute("aria-invalid", "true");

  await page.goto(product.payLinkUrl);
  await page.getByText("This is wrong", { exact: true }).click();
  const form = page.locator("details[open] form");
  await form.getByRole("textbox").fill("The crown was never fitted.");
  await form.getByRole("checkbox").first().check();
  await form.getByRole("button").click();
  await expect(page.getByText(/told/i).first(), "the page says what it was told").toBeVisible();
  await expect(page.getByRole("button", { name: /^Pay / }), "it can still be paid").toBeVisible();

  const desk = await signedInPage(browser, product);
  await expect(desk.getByText("The crown was never fitted."), "it waits for a person").toBeVisible();
});
