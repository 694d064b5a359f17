import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright/test";
import { locateStripe } from "~tests/stand-ins/start";
import { remoteControl } from "~tests/stand-ins/stripe";
import { expect, phone, test } from "./product";

test.describe.configure({ mode: "serial" });

/** At the desk on a phone, without JavaScript. */
async function plainDesk(
  browser: Browser,
  product: { portalUrl: string; signIn: { email: string; password: string } },
): Promise<Page> {
  const context = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${product.portalUrl}/sign-in?next=/desk/settings`);
  await page.getByLabel("Email").fill(product.signIn.email);
  await page.getByLabel("Password").fill(product.signIn.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  return page;
}

test("a vendor connects an account of its own, collects into it, and hears when nobody can pay", async ({
  browser,
  product,
}) => {
  const place = locateStripe(product.dataFolder);
  if (!place) throw new Error("Stripe's stand-in is not running.");
  const stripe = remoteControl(place.apiBase);
  const page = await plainDesk(browser, product);
  const main = page.getByRole("main");

  await page.getByRole("link", { name: "Set up how you are paid" }).click();
  await page.getByRole("button", { name: "Connect with Stripe" }).click();
  await page.getByRole("button", { name: "Not now" }).click();
  await expect(main).toContainText("Stripe still needs");
  await expect(main).toContainText("A bank account for payouts");
  await page.getByRole("button", { name: "Continue at Stripe" }).click();
  await page.goto(page.url()); // The address works once; coming back to it leads on to a fresh one.
  await page.getByRole("button", { name: "Fill everything in" }).click();
  await expect(main).toContainText("Stripe pays them out to your bank");
  await expect(main).toContainText("To the operator’s account.");

  await page.getByText("Collect into your own account").click();
  await page.getByRole("button", { name: "Collect here" }).click();
  await expect(main).toContainText("From now on, payments go to your own Stripe account.");
  const account = await page.locator("code").first().innerText();

  await stripe.setChargesEnabled({ account, enabled: false });
  await page.getByRole("button", { name: "Check again" }).click();
  await expect(main).toContainText("Nobody can pay");
  await page.goto(`${product.portalUrl}/desk`);
  await expect(page.getByRole("alert")).toContainText("Nobody can pay at the moment");
  await page.getByRole("link", { name: "See what to do" }).click();
  await page.getByText("Use the operator’s account instead").click();
  await page.getByRole("button", { name: "Use the operator’s account" }).click();
  await expect(main).toContainText("From now on, payments go to the operator’s account.");
  await page.goto(`${product.portalUrl}/desk`);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("the page of an account that Stripe has paused reads well to everyone", async ({ browser, product }) => {
  const context = await browser.newContext({ viewport: phone, colorScheme: "dark" });
  const page = await context.newPage();
  await page.goto(`${product.portalUrl}/sign-in?next=/desk/settings/stripe`);
  await page.getByLabel("Email").fill(product.signIn.email);
  await page.getByLabel("Password").fill(product.signIn.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Your own Stripe account" })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});
