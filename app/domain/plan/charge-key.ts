import type { InstalmentId } from "~/domain/ids";

/** Names one try to charge one instalment: what it is selected by, and what Stripe knows it by. */
export function chargeKey(instalmentId: InstalmentId, attempt: number): string {
  return `${prefix}${instalmentId}:${attempt}`;
}

/** Whose charge a key names; null when it names something else. */
export function instalmentOfKey(key: string): InstalmentId | null {
  const [id] = key.startsWith(prefix) ? key.slice(prefix.length).split(":") : [];
  return id ? (id as InstalmentId) : null;
}

const prefix = "instalment:";
