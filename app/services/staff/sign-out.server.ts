import type { App } from "~/server/app.server";
import { authOf } from "./auth.server";

/** Ends the session for good, not only in this browser, and returns the headers that clear its cookie. */
export async function signOut(
  deps: Pick<App, "db" | "env" | "log">,
  { headers }: { headers: Headers },
): Promise<Headers> {
  const ended = await authOf(deps).api.signOut({ headers, returnHeaders: true });
  return ended.headers;
}
