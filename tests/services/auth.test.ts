import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { deskPath } from "~/domain/local-path";
import { createStaffUser } from "~/services/staff/create-staff-user.server";
import { findStaffUser } from "~/services/staff/desk-context.server";
import { requireSameOrigin } from "~/services/staff/same-origin.server";
import { signIn } from "~/services/staff/sign-in.server";
import { readEnv } from "~/env.server";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
const now = new Date("2026-11-22T15:00:00Z");
const password = "a calm and long password";

function parts(appUrl = "http://localhost:3000") {
  const env = readEnv({
    APP_URL: appUrl,
    DATABASE_URL: database.url,
    LINK_KEYS: "unused",
    SESSION_SECRET: "for the tests alone, 32 letters or more",
    STRIPE_SECRET_KEY: "sk_test_x",
    STRIPE_WEBHOOK_SECRET: "whsec_x",
    RESEND_API_KEY: "re_x",
    TWILIO_ACCOUNT_SID: "ACx",
    TWILIO_AUTH_TOKEN: "x",
    TWILIO_FROM: "+12125550100",
  });
  return { db: database.db, env, log: pino({ level: "silent" }) };
}

let people = 0;
async function makeStaffUser() {
  const vendor = await makeVendor(database.db);
  const email = `maya${(people += 1)}@harbourdental.example`;
  const made = await createStaffUser(parts(), {
    vendorId: vendor.id,
    email,
    name: "Maya Lindqvist",
    password,
  });
  return { vendor, email, ...made };
}

function attempt(email: string, said: { password?: string; clientAddress?: string; at?: Date } = {}) {
  return signIn(parts(), {
    email,
    password: said.password ?? password,
    clientAddress: said.clientAddress ?? null,
    headers: new Headers(),
    now: said.at ?? now,
  });
}

function withCookies(headers: Headers): Request {
  const cookie = headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return new Request("http://localhost:3000/desk", { headers: { Cookie: cookie } });
}

describe("signing in", () => {
  it("opens a session that names the person, from the right email and password in any case", async () => {
    const { email, userId } = await makeStaffUser();
    const result = await attempt(` ${email.toUpperCase()} `);
    if (result.outcome !== "signed_in") throw new Error(result.outcome);
    const found = await findStaffUser(parts(), withCookies(result.headers));
    expect(found?.user).toEqual({ id: userId, name: "Maya Lindqvist", email });
  });

  it("keeps the session's cookie from scripts and other sites, for thirty days", async () => {
    const { email } = await makeStaffUser();
    const result = await attempt(email);
    if (result.outcome !== "signed_in") throw new Error(result.outcome);
    const [cookie] = result.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).toContain("Max-Age=2592000");
  });

  it("answers a wrong password and an unknown account alike", async () => {
    const { email } = await makeStaffUser();
    expect(await attempt(email, { password: "not it, not at all" })).toEqual({ outcome: "refused" });
    expect(await attempt("nobody@harbourdental.example")).toEqual({ outcome: "refused" });
    expect(await attempt("not an email")).toEqual({ outcome: "refused" });
  });

  it("stops guessing after ten tries, with the right password too, until the window has passed", async () => {
    const { email } = await makeStaffUser();
    const guesses = await Promise.all(
      Array.from({ length: 10 }, () => attempt(email, { password: "guess guess guess" })),
    );
    expect(guesses.every(({ outcome }) => outcome === "refused")).toBe(true);
    const retryAt = new Date(now.getTime() + 15 * 60_000);
    expect(await attempt(email)).toEqual({ outcome: "too_many_tries", retryAt });
    expect(await attempt(email, { at: retryAt })).toMatchObject({ outcome: "signed_in" });
  });

  it("counts tries at the same moment each, so a burst gets no more than the limit", async () => {
    const { email } = await makeStaffUser();
    const burst = await Promise.all(
      Array.from({ length: 15 }, () => attempt(email, { password: "guess guess guess" })),
    );
    expect(burst.filter(({ outcome }) => outcome === "refused")).toHaveLength(10);
  });

  it("stops one address from trying many accounts", async () => {
    const clientAddress = "203.0.113.9";
    await attempt("someone@example.com", { clientAddress });
    await database.admin`update staff_verifications set value = '59' where id like 'sign-in:address:%'`;
    expect(await attempt("another@example.com", { clientAddress })).toEqual({ outcome: "refused" });
    expect(await attempt("a-third@example.com", { clientAddress })).toMatchObject({
      outcome: "too_many_tries",
    });
    expect(await attempt("a-third@example.com", { clientAddress: "203.0.113.10" })).toEqual({
      outcome: "refused",
    });
  });

  it("finds nobody behind a forged or absent cookie", async () => {
    const forged = new Request("http://localhost:3000/desk", {
      headers: { Cookie: "tenfold.session_token=abc.def" },
    });
    expect(await findStaffUser(parts(), forged)).toBeNull();
    expect(await findStaffUser(parts(), new Request("http://localhost:3000/desk"))).toBeNull();
  });
});

describe("giving a person a place at the desk", () => {
  it("changes nothing the second time, the password least of all", async () => {
    const { vendor, email, userId } = await makeStaffUser();
    const again = await createStaffUser(parts(), {
      vendorId: vendor.id,
      email,
      name: "Other",
      password: "another password",
    });
    expect(again).toEqual({ userId, created: false });
    expect((await attempt(email)).outcome).toBe("signed_in");
    const places = await database.admin`select 1 from staff where user_id = ${userId}`;
    expect(places).toHaveLength(1);
  });
});

describe("the way back after signing in", () => {
  it.each([
    ["/desk", "/desk"],
    ["/desk/balances?state=overdue", "/desk/balances?state=overdue"],
    ["//evil.example/desk", "/desk"],
    ["https://evil.example/desk", "/desk"],
    ["/desk/../../evil", "/desk"],
    ["/desk/../p/abc", "/desk"],
    ["/desk\\@evil.example", "/desk"],
    ["/deskevil", "/desk"],
    ["javascript:alert(1)", "/desk"],
    [null, "/desk"],
  ])("of %s is %s", (wanted, path) => {
    expect(deskPath(wanted)).toBe(path);
  });
});

describe("a form of the desk", () => {
  const post = (headers: Record<string, string>) => () =>
    requireSameOrigin(
      new Request("http://localhost:3000/desk", { method: "POST", headers }),
      "http://localhost:3000",
    );

  it("is taken from its own pages, whichever of the two ways the browser says so", () => {
    expect(post({ "Sec-Fetch-Site": "same-origin", Origin: "null" })).not.toThrow();
    expect(post({ Origin: "http://localhost:3000" })).not.toThrow();
  });

  it.each([
    [{ "Sec-Fetch-Site": "cross-site" }],
    [{ "Sec-Fetch-Site": "same-site", Origin: "http://localhost:3000" }],
    [{ Origin: "https://evil.example" }],
    [{ Origin: "null" }],
    [{}],
  ])("is refused with %o", (headers) => {
    expect(post(headers)).toThrow();
  });
});
