import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** The unprivileged account a server started by root runs as. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root, which is what a container usually gives. Then an account that every
 * system has does it: `postgres` where there is one, else `nobody`. Anyone else runs the server as themselves
 * (`null`).
 */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const account = findAccount("postgres") ?? findAccount("nobody");
  if (account === null) {
    throw new Error(
      "The embedded PostgreSQL cannot run as root, and there is no 'postgres' or 'nobody' account. " +
        "Start as another user, or set DATABASE_URL.",
    );
  }
  return account;
}

function findAccount(name: string): Account | null {
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [accountName, , uid, gid] = line.split(":");
    if (accountName === name && Number(uid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

/**
 * Whether the account may walk down to this folder: every folder above it, and itself, lets it through.
 * Folders that do not exist yet are skipped, since whoever makes them decides their mode. Access lists beyond
 * the mode bits are not read.
 */
export function canReach(account: Account, folder: string): boolean {
  for (let place = resolve(folder); ; place = dirname(place)) {
    const stats = statSync(place, { throwIfNoEntry: false });
    if (stats !== undefined && !mayEnter(account, stats)) return false;
    if (place === dirname(place)) return true;
  }
}

function mayEnter(account: Account, stats: { uid: number; gid: number; mode: number }): boolean {
  if (stats.uid === account.uid) return (stats.mode & 0o100) !== 0;
  if (stats.gid === account.gid) return (stats.mode & 0o010) !== 0;
  return (stats.mode & 0o001) !== 0;
}
