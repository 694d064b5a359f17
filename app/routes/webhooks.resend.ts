import type { ActionFunctionArgs } from "@remix-run/node";
import { app } from "~/server/app.server";
import { readRawBody } from "~/server/raw-body.server";
import { recordDelivery } from "~/services/messages/record-delivery.server";
import { recordOpening } from "~/services/messages/record-opening.server";

/** Resend's notices are a few kilobytes. */
const maxBytes = 500_000;

/**
 * What Resend tells of an email. 2xx means taken in, or not for us; anything else has Resend tell it again.
 */
export async function action({ request }: ActionFunctionArgs) {
  const { email, env, now } = app();
  if (!env.resend.webhookSecret) return new Response("RESEND_WEBHOOK_SECRET is not set.", { status: 404 });
  const body = await readRawBody(request, maxBytes);
  if (!body) return new Response("Too large.", { status: 413 });
  const notice = email.readReport({ body: body.toString("utf8"), headers: request.headers });
  if (notice === null) return new Response("Not signed by Resend.", { status: 400 });
  if (notice === "ignored") return new Response("ignored");
  const recorded =
    notice.kind === "report"
      ? await recordDelivery(app(), { report: notice.report, now: now() })
      : await recordOpening(app(), { open: notice.open, now: now() });
  return new Response(recorded.replaceAll("_", " "));
}

export function loader() {
  return new Response("Resend posts here.", { status: 405, headers: { Allow: "POST" } });
}
