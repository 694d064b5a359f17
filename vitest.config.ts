import { defineConfig } from "vitest/config";
import application from "./vite.config";

/**
 * Everything but the browser's journeys, on a real PostgreSQL of its own. Files run side by side, each on its
 * own copy of the migrated database, so no test has to clean up after itself.
 */
export default defineConfig({
  resolve: { alias: application.resolve?.alias ?? [] },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    exclude: ["tests/browser/**", "node_modules/**"],
    environment: "node",
    // The pay page carries its own style, which vitest would otherwise hand over empty.
    css: { include: [/.+/] },
    pool: "forks",
    maxWorkers: "100%",
    globalSetup: ["tests/setup/server.ts"],
    setupFiles: ["tests/setup/each-file.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    // A frozen clock that one test forgets must not reach the next.
    unstubEnvs: true,
    unstubGlobals: true,
  },
});
