import type { ActionFunctionArgs } from "@remix-run/node";
import { app } from "~/server/app.server";
import { readRawBody } from "~/server/raw-body.server";
import { recordStripeEvent } from "~/services/payments/record-stripe-event.server";

/** Stripe's events are a few kilobytes; this is far above the largest and far below a nuisance. */
const maxBytes = 1_000_000;

/** Stripe's webhook. 2xx means stored, or not for us; anything else has Stripe deliver it again. */
export async function action({ request }: ActionFunctionArgs) {
  const rawBody = await readRawBody(request, maxBytes);
  if (!rawBody) return new Response("Too large.", { status: 413 });
  const signature = request.headers.get("stripe-signature") ?? undefined;
  const recorded = await recordStripeEvent(app(), { rawBody, signature, now: app().now() });
  if (recorded.outcome === "not_signed") return new Response("Not signed by Stripe.", { status: 400 });
  return new Response(recorded.outcome.replaceAll("_", " "));
}

export function loader() {
  return new Response("Stripe posts here.", { status: 405, headers: { Allow: "POST" } });
}
