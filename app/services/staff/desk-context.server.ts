import { redirect } from "@remix-run/node";
import { findVendorOfStaffUser, type Vendor } from "~db/queries/vendor/staff";
import type { StaffUserId } from "~/domain/ids";
import { app, type App } from "~/server/app.server";
import { authOf } from "./auth.server";
import { requireSameOrigin } from "./same-origin.server";

export interface DeskContext {
  app: App;
  db: App["db"];
  vendor: Vendor;
  user: { id: StaffUserId; name: string; email: string };
  now: Date;
  /** Set on the response when the session's cookie was renewed. */
  headers: Headers;
}

/**
 * Who is at the desk, for which vendor. Every loader and action of the desk begins here.
 *
 * @throws a redirect to sign-in when nobody is; 403 for somebody who has no vendor, or for a form sent from
 * elsewhere.
 */
export async function deskContext(request: Request): Promise<DeskContext> {
  const parts = app();
  if (request.method !== "GET" && request.method !== "HEAD") requireSameOrigin(request, parts.env.appUrl);
  const found = await findStaffUser(parts, request);
  if (!found) throw redirect(`/sign-in?next=${encodeURIComponent(returnTo(request))}`);
  const vendor = await parts.db.asSystem((tx) => findVendorOfStaffUser(tx, { userId: found.user.id }));
  if (!vendor)
    throw new Response("This account works for no vendor. Ask whoever gave it to you.", { status: 403 });
  return { app: parts, db: parts.db, vendor, user: found.user, now: parts.now(), headers: found.headers };
}

/** The member of staff whose session the request carries. */
export async function findStaffUser(
  deps: Pick<App, "db" | "env" | "log">,
  request: Request,
): Promise<{ user: DeskContext["user"]; headers: Headers } | null> {
  const { headers, response } = await authOf(deps).api.getSession({
    headers: request.headers,
    returnHeaders: true,
  });
  if (!response) return null;
  const { id, name, email } = response.user;
  const renewed = new Headers();
  for (const cookie of headers.getSetCookie()) renewed.append("Set-Cookie", cookie);
  return { user: { id: id as StaffUserId, name, email }, headers: renewed };
}

/** A form that was sent after the session ended leads back to its page, not to its action. */
function returnTo(request: Request): string {
  const url = new URL(request.url);
  return `${url.pathname}${request.method === "GET" ? url.search : ""}`;
}
