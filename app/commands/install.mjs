/**
 * Runs before everything else, on whatever Node a machine has, with nothing installed: makes `node_modules`
 * match the lockfile, and with `--browser` finds or fetches a Chromium for the tests. When all is in place it
 * costs a few milliseconds. `--stamp` is the last step of every install: only a finished one leaves the mark
 * that the next run looks for.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const modules = join(root, "node_modules");
const stampFile = join(modules, ".tenfold-install");
const chromiumFile = join(modules, ".tenfold-chromium");

requireNode(20);
if (process.argv.includes("--stamp")) stamp();
else {
  if (!isInstalled()) await installAlone();
  if (process.argv.includes("--browser")) provideBrowser();
}

function requireNode(major) {
  if (Number.parseInt(process.versions.node, 10) >= major) return;
  fail(`Tenfold needs Node ${major} or newer; this is ${process.versions.node}. See https://nodejs.org.`);
}

function isInstalled() {
  return existsSync(join(modules, ".bin", "node")) && readText(stampFile) === fingerprint();
}

/** Everything that decides what an install puts in place. */
function fingerprint() {
  const patches = join(root, "db/patches");
  const files = [
    "package-lock.json",
    ...readdirSync(patches)
      .sort()
      .map((name) => join("db/patches", name)),
  ];
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function stamp() {
  // An install for production alone leaves out what builds and tests need, so it does not count as whole.
  const omitted = `${process.env.npm_config_omit ?? ""} ${process.env.npm_config_production ?? ""}`;
  if (existsSync(modules) && !/dev|true/.test(omitted)) writeFileSync(stampFile, fingerprint());
}

/** Two installs at once would tear up each other's files: the second waits, then finds everything done. */
async function installAlone() {
  const lock = join(
    tmpdir(),
    `tenfold-install-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`,
  );
  for (let waited = 0; !takeLock(lock); waited += 1) {
    if (waited === 0) console.log("waiting for another install of this checkout to finish");
    await new Promise((done) => setTimeout(done, 500));
  }
  try {
    if (!isInstalled()) install();
  } finally {
    rmSync(lock, { force: true });
  }
}

function takeLock(lock) {
  try {
    writeFileSync(openSync(lock, "wx"), String(process.pid));
    return true;
  } catch {
    const holder = Number(readText(lock));
    if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true });
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function install() {
  console.log(
    `installing packages (${existsSync(modules) ? "they have changed" : "the first time"}; a minute or so)`,
  );
  const startedAt = Date.now();
  // A killed `npm ci` has removed the mark along with the folder; this is for the ones that fail before that.
  rmSync(stampFile, { force: true });
  const done = npm(["ci", "--include=dev", "--loglevel=error", "--no-audit", "--no-fund"], "inherit");
  if (done.status !== 0) explainFailure();
  if (!isInstalled()) {
    fail("npm ran no install scripts. Allow them (npm config set ignore-scripts false), then retry.");
  }
  console.log(`packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

function explainFailure() {
  const registry = npm(["config", "get", "registry"], "pipe").stdout?.trim() || "the npm registry";
  const reachable =
    npm(["ping", "--loglevel=silent", "--fetch-retries=0", "--fetch-timeout=8000"], "pipe").status === 0;
  fail(
    reachable
      ? "The packages could not be installed; npm says why above. Running this again starts afresh."
      : `The packages could not be installed: ${registry} does not answer. ` +
          "Check the network, the proxy or npm's registry setting, then run the same command again.",
  );
}

/** With the machine's own Node, since the one in node_modules is about to be removed and put back. */
function npm(args, stdio) {
  const bin = join(modules, ".bin");
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => resolve(folder) !== bin);
  const env = { ...process.env, PATH: path.join(delimiter) };
  const options = { cwd: root, env, stdio, encoding: "utf8" };
  const node = findProgram("node", path) ?? process.execPath;
  const cli = process.env.npm_execpath;
  if (cli?.endsWith(".js") && existsSync(cli)) return spawnSync(node, [cli, ...args], options);
  return spawnSync("npm", args, options);
}

function provideBrowser() {
  const found = findBrowser() ?? fetchBrowser();
  if (found === null) {
    fail("There is no Chromium for the browser's tests. Install one, or name it with CHROMIUM_PATH.");
  }
  if (readText(chromiumFile) !== found) writeFileSync(chromiumFile, found);
}

function findBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return works(given) ? given : fail(`CHROMIUM_PATH names ${given}, which does not start.`);
  const known = readText(chromiumFile);
  if (known && isExecutable(known)) return known;
  const path = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const candidates = [
    ...names.map((name) => findProgram(name, path)),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    playwrightBrowser(),
  ];
  return candidates.find((candidate) => candidate !== null && works(candidate)) ?? null;
}

function fetchBrowser() {
  const asRoot = process.getuid?.() === 0;
  console.log("fetching a Chromium for the browser's tests");
  const cli = join(modules, "playwright", "cli.js");
  const dependencies = asRoot && process.platform === "linux" ? ["--with-deps"] : [];
  const node = join(modules, ".bin", "node");
  spawnSync(node, [cli, "install", ...dependencies, "chromium"], {
    cwd: root,
    stdio: "inherit",
    timeout: 300_000,
  });
  const fetched = playwrightBrowser();
  if (fetched !== null && works(fetched)) return fetched;
  if (asRoot && findProgram("apt-get", (process.env.PATH ?? "").split(delimiter))) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-qq"], { stdio: "inherit", env });
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
      stdio: "inherit",
      env,
    });
  }
  return findBrowser();
}

function playwrightBrowser() {
  const script = "console.log(require('playwright').chromium.executablePath())";
  const answer = spawnSync(join(modules, ".bin", "node"), ["-e", script], { cwd: root, encoding: "utf8" });
  const path = answer.stdout?.trim();
  return path && existsSync(path) ? path : null;
}

/** Some distributions ship a stub of that name which only tells where to get the browser. */
function works(program) {
  const answer = spawnSync(program, ["--version"], { timeout: 30_000, encoding: "utf8" });
  return answer.status === 0 && /chrom/i.test(answer.stdout);
}

function findProgram(name, folders) {
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
