import { defineConfig } from "playwright/test";
import { chromiumArguments, chromiumPath } from "./tests/setup/chromium";

/** The journeys of people, in a real browser, against the whole product started as `npm start` starts it. */
export default defineConfig({
  testDir: "tests/browser",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  // Each worker starts a product of its own; more than one would have the two cores fight over it.
  workers: 1,
  timeout: 60_000,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: chromiumPath(), args: [...chromiumArguments] },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
