import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { z } from "zod";
import { buildPages } from "./build-pages";

/**
 * `npm test`: every check there is, one after the other, all of them even when one fails. The last line
 * counts each test, and each check that is not made of tests as one.
 */
interface Outcome {
  passed: number;
  failed: number;
}

interface Check {
  name: string;
  run: () => Promise<Outcome>;
}

const reports = "reports";

const checks: Check[] = [
  { name: "types", run: () => oneCheck(["node_modules/typescript/bin/tsc", "--noEmit"]) },
  {
    name: "format",
    run: () => oneCheck(["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."]),
  },
  { name: "lint", run: () => oneCheck(["node_modules/eslint/bin/eslint.js", ".", "--max-warnings", "0"]) },
  { name: "dead code", run: () => oneCheck(["node_modules/knip/bin/knip.js", "--no-progress"]) },
  { name: "build", run: buildCheck },
  { name: "tests", run: vitestCheck },
  { name: "browser", run: playwrightCheck },
];

async function main(): Promise<void> {
  mkdirSync(reports, { recursive: true });
  const summary: string[] = [];
  const total: Outcome = { passed: 0, failed: 0 };
  for (const { name, run } of checks) {
    console.log(`\n── ${name} ${"─".repeat(60 - name.length)}`);
    const startedAt = performance.now();
    const outcome = await run();
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    summary.push(
      `${outcome.failed === 0 ? "ok    " : "FAILED"} ${name.padEnd(10)} ${describe(outcome)} in ${seconds} s`,
    );
  }
  console.log(`\n${summary.join("\n")}\n`);
  console.log(describe(total));
  process.exitCode = total.failed === 0 ? 0 : 1;
}

function describe({ passed, failed }: Outcome): string {
  return `${passed} passed, ${failed} failed`;
}

async function oneCheck(command: string[]): Promise<Outcome> {
  return (await run(command)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function buildCheck(): Promise<Outcome> {
  try {
    await buildPages((line) => console.log(line), new AbortController().signal);
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

const vitestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });

async function vitestCheck(): Promise<Outcome> {
  const file = `${reports}/tests.json`;
  rmSync(file, { force: true });
  const code = await run([
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const report = readReport(file, vitestReport);
  return outcomeOf(code, report && { passed: report.numPassedTests, failed: report.numFailedTests });
}

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
});

async function playwrightCheck(): Promise<Outcome> {
  const file = `${reports}/browser.json`;
  rmSync(file, { force: true });
  const command = ["node_modules/playwright/cli.js", "test", "--reporter=list,json"];
  const code = await run(command, { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  const stats = readReport(file, playwrightReport)?.stats;
  return outcomeOf(code, stats && { passed: stats.expected, failed: stats.unexpected + stats.flaky });
}

/**
 * A run can fail without a failed test: a file that does not load, an error outside any test, no report at
 * all.
 */
function outcomeOf(code: number, report: Outcome | undefined): Outcome {
  const outcome = report ?? { passed: 0, failed: 0 };
  return code !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome;
}

function readReport<Report>(file: string, shape: z.ZodType<Report>): Report | undefined {
  try {
    return shape.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

function run(command: string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(process.execPath, command, { stdio: "inherit", env: { ...process.env, ...env } });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

await main();
