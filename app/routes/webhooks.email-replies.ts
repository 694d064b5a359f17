import type { ActionFunctionArgs } from "@remix-run/node";
import { app } from "~/server/app.server";
import { readRawBody } from "~/server/raw-body.server";
import { receiveEmail } from "~/services/conversation/receive-email.server";

/** Resend's notice names the email and its addresses; what it says is fetched. */
const maxBytes = 500_000;

/**
 * What Resend tells of emails it received for us. 2xx means taken in, or not for us, and does not say which;
 * anything else has Resend tell it again.
 */
export async function action({ request }: ActionFunctionArgs) {
  const { inbox, now } = app();
  if (inbox === null) return new Response("INBOUND_EMAIL_DOMAIN is not set.", { status: 404 });
  const body = await readRawBody(request, maxBytes);
  if (!body) return new Response("Too large.", { status: 413 });
  const notice = inbox.readNotice({ body: body.toString("utf8"), headers: request.headers });
  if (notice === null) return new Response("Not signed by Resend.", { status: 400 });
  if (notice === "ignored") return new Response("ok");
  const received = await receiveEmail({ ...app(), inbox }, { notice, now: now() });
  return received === "tell_again"
    ? new Response("Cannot be read now.", { status: 503 })
    : new Response("ok");
}

export function loader() {
  return new Response("Resend posts here.", { status: 405, headers: { Allow: "POST" } });
}
