import { test as base, expect, type Browser, type Page } from "playwright/test";
import { startProduct, type Product } from "~tests/setup/product";

export { expect };

/** A phone as most debtors hold it, and a desk's screen. */
export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

/** Tests that share one running product, started as `npm start` starts it, with the demo vendor in it. */
export const test = base.extend<object, { product: Product }>({
  product: [
    async ({}, use) => {
      const product = await startProduct();
      await use(product);
      await product.stop();
    },
    { scope: "worker", timeout: 240_000 },
  ],
});

/** A browser without JavaScript on a phone: what every page of a debtor has to work in. */
export async function debtorPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
  return context.newPage();
}

export async function signedInPage(browser: Browser, { portalUrl, signIn }: Product): Promise<Page> {
  const context = await browser.newContext({ viewport: desktop });
  const page = await context.newPage();
  await page.goto(`${portalUrl}/sign-in`);
  await page.getByLabel("Email").fill(signIn.email);
  await page.getByLabel("Password").fill(signIn.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/desk");
  return page;
}
