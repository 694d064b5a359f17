import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The Chromium that `app/commands/install.mjs --browser` found or fetched, or the one that CHROMIUM_PATH
 * names.
 * @throws when there is none, saying how to get it.
 */
export function chromiumPath(): string {
  const given = process.env["CHROMIUM_PATH"];
  if (given !== undefined && given !== "") return given;
  const note = join(process.cwd(), "node_modules/.tenfold-chromium");
  const found = existsSync(note) ? readFileSync(note, "utf8") : "/usr/bin/chromium";
  if (existsSync(found)) return found;
  throw new Error(
    "There is no Chromium for the browser's tests. Get one with: node app/commands/install.mjs --browser",
  );
}

/**
 * As root Chromium cannot use its sandbox; and a test's browser has no business with anything but the test.
 */
export const chromiumArguments: readonly string[] = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-sync",
  "--disable-features=MediaRouter,OptimizationHints,Translate",
  "--metrics-recording-only",
  "--no-first-run",
  "--no-pings",
];
