/**
 * `npm run mutation`: changes the ledger and the token one piece at a time and requires that a test notices.
 * What survives is listed; below nine in ten the run fails.
 */
export default {
  mutate: [
    "app/domain/ledger/{allocation,entries,money-back,staff-entries}.ts",
    "app/domain/pay-link.ts",
    "app/domain/selection.ts",
  ],
  testRunner: "vitest",
  vitest: { configFile: "tests/mutation/vitest.config.ts" },
  plugins: ["@stryker-mutator/vitest-runner"],
  reporters: ["clear-text"],
  clearTextReporter: { reportTests: false, allowColor: false },
  coverageAnalysis: "perTest",
  thresholds: { high: 95, low: 90, break: 90 },
  concurrency: 2,
  tempDirName: "reports/mutation",
  ignorePatterns: ["build", ".data", "reports", "docs"],
  disableTypeChecks: false,
};
