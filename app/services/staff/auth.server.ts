import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { staffAccounts, staffSessions, staffUsers, staffVerifications } from "~db/schema";
import type { App } from "~/server/app.server";

const daySeconds = 86_400;

type Needs = {
  db: Pick<App["db"], "forStaffAuth">;
  env: Pick<App["env"], "appUrl" | "sessionSecret">;
  log: App["log"];
};

export type Auth = ReturnType<typeof makeAuth>;

const made = new WeakMap<Needs["db"], Auth>();

/** The sign-in of staff, made once for each database connection. */
export function authOf(needs: Needs): Auth {
  const existing = made.get(needs.db);
  if (existing) return existing;
  const auth = makeAuth(needs);
  made.set(needs.db, auth);
  return auth;
}

/**
 * better-auth over our own tables. It is called from our routes only: none of its own addresses are served.
 */
function makeAuth({ db, env, log }: Needs) {
  return betterAuth({
    appName: "Tenfold",
    baseURL: env.appUrl,
    secret: env.sessionSecret,
    database: drizzleAdapter(db.forStaffAuth, {
      provider: "pg",
      schema: {
        user: staffUsers,
        session: staffSessions,
        account: staffAccounts,
        verification: staffVerifications,
      },
    }),
    // Accounts are given by the operator or by a colleague, never taken.
    emailAndPassword: { enabled: true, disableSignUp: true },
    session: { expiresIn: 30 * daySeconds, updateAge: daySeconds },
    advanced: {
      cookiePrefix: "tenfold",
      // A Secure cookie over plain http would only lock people out; in production the address must be https
      // anyway.
      useSecureCookies: env.appUrl.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
    },
    telemetry: { enabled: false },
    logger: {
      level: "error",
      log: (level, message) =>
        log[level === "debug" || level === "info" || level === "warn" ? level : "error"](message),
    },
  });
}
