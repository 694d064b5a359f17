import { defineConfig } from "vitest/config";
import application from "../../vite.config";

/** The tests that hold the mutated modules, without a database: each mutant runs those that reach it. */
export default defineConfig({
  resolve: { alias: application.resolve?.alias ?? [] },
  test: {
    include: ["tests/domain/{ledger,money-back,staff-entries,pay-link,pay-link-words}.test.ts"],
    environment: "node",
    pool: "forks",
    setupFiles: ["tests/setup/each-file.ts"],
    // The same cases for every mutant, or one would survive where another dies.
    provide: { fastCheckSeed: 20_260_303 },
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
