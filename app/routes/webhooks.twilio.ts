import type { ActionFunctionArgs } from "@remix-run/node";
import { app } from "~/server/app.server";
import { readRawBody } from "~/server/raw-body.server";
import { receiveSms } from "~/services/messages/receive-sms.server";
import { recordDelivery } from "~/services/messages/record-delivery.server";

/** A text message is at most 1,600 characters, sent as a form. */
const maxBytes = 100_000;

/** What Twilio tells of an SMS we sent, and the SMS that people send us. */
export async function action({ request }: ActionFunctionArgs) {
  const { sms, now } = app();
  const body = await readRawBody(request, maxBytes);
  if (!body) return new Response("Too large.", { status: 413 });
  const { pathname, search } = new URL(request.url);
  const notice = sms.readWebhook({
    pathAndQuery: `${pathname}${search}`,
    parameters: Object.fromEntries(new URLSearchParams(body.toString("utf8"))),
    signature: request.headers.get("x-twilio-signature") ?? "",
    receivedAt: now(),
  });
  if (notice === null) return new Response("Not signed by Twilio.", { status: 403 });
  if (notice === "ignored") return twiml(null);
  if (notice.kind === "report") {
    await recordDelivery(app(), { report: notice.report, now: now() });
    return twiml(null);
  }
  return twiml(await receiveSms(app(), { sms: notice.sms, now: now() }));
}

export function loader() {
  return new Response("Twilio posts here.", { status: 405, headers: { Allow: "POST" } });
}

/** Twilio sends what the answer says back to whoever wrote. */
function twiml(reply: string | null): Response {
  const message = reply === null ? "" : `<Message>${escapeXml(reply)}</Message>`;
  return new Response(`<?xml version="1.0" encoding="UTF-8"?><Response>${message}</Response>`, {
    headers: { "Content-Type": "text/xml; charset=utf-8" },
  });
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
