import { createHash } from "node:crypto";
import { APIError } from "better-auth/api";
import { countTry, forgetTries } from "~db/queries/vendor/staff";
import type { App } from "~/server/app.server";
import { authOf } from "./auth.server";

/** Ten tries leave room for a forgotten password and none for guessing one. */
const triesPerAccount = 10;
/** An office shares an address, so this one is wider. */
const triesPerAddress = 60;
const windowSeconds = 15 * 60;

export type SignInResult =
  /** `headers` carry the session's cookie. */
  | { outcome: "signed_in"; headers: Headers }
  /** Which of the two was wrong is not said, nor whether the account exists. */
  | { outcome: "refused" }
  | { outcome: "too_many_tries"; retryAt: Date };

/**
 * Signs a member of staff in. Tries are counted per account and per address before the password is looked at.
 */
export async function signIn(
  deps: Pick<App, "db" | "env" | "log">,
  {
    email,
    password,
    clientAddress,
    headers,
    now,
  }: {
    email: string;
    password: string;
    clientAddress: string | null;
    headers: Headers;
    now: Date;
  },
): Promise<SignInResult> {
  const account = keyOf("account", email.trim().toLowerCase());
  const retryAt = await countTries(deps, { account, clientAddress, now });
  if (retryAt) return { outcome: "too_many_tries", retryAt };
  try {
    const signedIn = await authOf(deps).api.signInEmail({
      body: { email: email.trim().toLowerCase(), password },
      headers,
      returnHeaders: true,
    });
    await deps.db.asSystem((tx) => forgetTries(tx, { key: account, now }));
    return { outcome: "signed_in", headers: signedIn.headers };
  } catch (error) {
    if (error instanceof APIError && error.statusCode < 500) return { outcome: "refused" };
    throw error;
  }
}

/** When to come back, if there have been too many. */
async function countTries(
  deps: Pick<App, "db">,
  { account, clientAddress, now }: { account: string; clientAddress: string | null; now: Date },
): Promise<Date | null> {
  return deps.db.asSystem(async (tx) => {
    const limits = [{ key: account, limit: triesPerAccount }];
    if (clientAddress) limits.push({ key: keyOf("address", clientAddress), limit: triesPerAddress });
    let retryAt: Date | null = null;
    for (const { key, limit } of limits) {
      const { tries, until } = await countTry(tx, { key, now, windowSeconds });
      if (tries > limit && (!retryAt || until > retryAt)) retryAt = until;
    }
    return retryAt;
  });
}

/** Hashed, so that what people typed into the email field by mistake is not kept. */
function keyOf(kind: "account" | "address", value: string): string {
  return `sign-in:${kind}:${createHash("sha256").update(value).digest("base64url")}`;
}
