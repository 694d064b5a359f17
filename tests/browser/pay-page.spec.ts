import { connect } from "node:net";
import { AxeBuilder } from "@axe-core/playwright";
import { debtorPage, desktop, expect, phone, test } from "./product";

/** What a server may send in its first round trip: ten segments of 1,460 bytes (RFC 6928). */
const firstRoundTripBytes = 14_600;

test("the pay page is one document in the first round trip: one request and no script", async ({
  browser,
  product,
}) => {
  const context = await browser.newContext({ viewport: phone });
  const page = await context.newPage();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(product.payLinkUrl);
  await page.waitForTimeout(500);
  expect(requests).toEqual([product.payLinkUrl]);
  expect(await page.locator("script").count()).toBe(0);
  expect(await bytesOnTheWire(product.payLinkUrl)).toBeLessThanOrEqual(firstRoundTripBytes);
});

test("the pay page tells nobody where it was opened", async ({ request, product }) => {
  const response = await request.get(product.payLinkUrl);
  const headers = response.headers();
  expect(headers["cache-control"]).toContain("no-store");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["x-robots-tag"]).toContain("noindex");
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
});

for (const [size, viewport] of [
  ["phone", phone],
  ["desktop", desktop],
] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing on the pay page at ${size} width in ${colorScheme} colours`, async ({
      browser,
      product,
    }) => {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      // Checked is the page as sent; axe itself needs to run, which the page's policy would not let it.
      const html = await (await context.request.get(product.payLinkUrl)).text();
      await page.setContent(html);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: node }) => node).join(" ")}`),
      ).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    });
  }
}

test("every link that is not ours gets the same page and the same answer", async ({
  browser,
  request,
  product,
}) => {
  const token = new URL(product.payLinkUrl).pathname.split("/").at(-1) ?? "";
  const flipped = `${token.slice(0, 20)}${token[20] === "A" ? "B" : "A"}${token.slice(21)}`;
  const forged = [flipped, token.slice(0, 38), `${token}A`, "nonsense", "%00", `A${"B".repeat(38)}`];
  const pages = new Set<string>();
  for (const wrong of forged) {
    const response = await request.get(`${product.portalUrl}/p/${wrong}`);
    expect(response.status(), wrong).toBe(404);
    pages.add(await response.text());
  }
  expect(pages.size).toBe(1);
  const page = await debtorPage(browser);
  await page.goto(`${product.portalUrl}/p/${flipped}`);
  await expect(page.getByRole("heading").first()).toBeVisible();
});

/** Asks as a browser does, and counts every byte that comes back, headers included. */
function bytesOnTheWire(address: string): Promise<number> {
  const { hostname, port, pathname, host } = new URL(address);
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write(
        [
          `GET ${pathname} HTTP/1.1`,
          `Host: ${host}`,
          "Accept: text/html",
          "Accept-Encoding: gzip, br",
          "Connection: close",
          "",
          "",
        ].join("\r\n"),
      );
    });
    socket.on("data", (chunk: Buffer) => (bytes += chunk.byteLength));
    socket.once("error", reject);
    socket.once("close", () => resolve(bytes));
  });
}
