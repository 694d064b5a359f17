import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "~db/embedded/process";

const stampFile = "build/.stamp";
const lockFile = "node_modules/.tenfold-build.lock";

/**
 * Builds the server and the browser's files unless those in `build/` were made from exactly these sources.
 */
export async function buildPages(log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const sources = fingerprint();
  if (readText(stampFile) === sources) return;
  await holdingLock(signal, async () => {
    if (readText(stampFile) === sources) return;
    log("building the pages");
    const startedAt = performance.now();
    // A build that is killed half-way must not look like the finished one it replaces.
    rmSync(stampFile, { force: true });
    await runBuild(signal);
    mkdirSync("build", { recursive: true });
    writeFileSync(stampFile, sources);
    log(`built in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  });
}

/** Of the contents rather than the dates, which a checkout or an unpacked archive sets as it likes. */
function fingerprint(): string {
  const hash = createHash("sha256");
  const patterns = [
    "app/**/*",
    "db/**/*",
    "emails/**/*",
    "public/**/*",
    "*.config.{js,ts}",
    "tsconfig.json",
    "package-lock.json",
  ];
  for (const entry of globSync(patterns, { withFileTypes: true }).filter((found) => found.isFile())) {
    const file = join(entry.parentPath, entry.name);
    hash.update(`${file}\n`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function runBuild(signal: AbortSignal): Promise<void> {
  // The build makes production's pages whatever this process runs as.
  const env = { ...process.env, NODE_ENV: "production" as const };
  const child = spawn(process.execPath, ["node_modules/@remix-run/dev/dist/cli.js", "vite:build"], {
    stdio: ["ignore", "pipe", "pipe"],
    env,
    signal,
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The pages could not be built:\n${Buffer.concat(output).toString("utf8")}`));
    });
  });
}

/**
 * Two starts of one checkout at once would write into the same folder. A lock of a process that has gone is
 * taken.
 */
async function holdingLock(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!takeLock()) await sleep(200, undefined, { signal });
  try {
    await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function takeLock(): boolean {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const holder = Number(readText(lockFile));
    if (holder > 0 && !isAlive(holder)) rmSync(lockFile, { force: true });
    return false;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
