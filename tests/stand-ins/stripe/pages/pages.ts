import type Stripe from "stripe";
import { ownCall, type Call } from "~tests/stand-ins/stripe/context";
import type { ApiParts, ApiRequest, Outcome } from "~tests/stand-ins/stripe/http/api";
import {
  visit,
  visitAfterAuthentication,
  type Visit,
  type Way,
} from "~tests/stand-ins/stripe/payments/checkout";
import { finishAuthentication } from "~tests/stand-ins/stripe/payments/confirm";
import { printed } from "~tests/stand-ins/stripe/payments/currencies";
import { authenticationPage, checkoutPage, closedPage, filled } from "./checkout-page";
import { escaped, pageOf } from "./html";
import { onboardingPage, finishOnboardingLink } from "./onboarding-page";

/** The hosted pages: plain forms and redirects, so that they work without JavaScript. */
export function handlePage(parts: ApiParts, request: ApiRequest): Outcome {
  const [, area = "", ...rest] = request.path.split("/");
  return parts.transact(() => {
    if (area === "c" && rest[0] === "pay") return checkout(parts, request, rest[1] ?? "", rest[2]);
    if (area === "authenticate") return authenticate(parts, request, rest[0] ?? "");
    if (area === "setup") return onboarding(parts, request, rest[0] ?? "");
    if (area === "receipts") return receipt(parts, rest[0] ?? "");
    if (area === "") return html(200, pageOf("Stripe", "<h1>Stripe's API, for tests on this machine.</h1>"));
    return notFound();
  });
}

function checkout(parts: ApiParts, request: ApiRequest, id: string, step: string | undefined): Outcome {
  const call = callFor(parts, id);
  const session = call?.store.find("checkout.session", call.account, id);
  if (!call || !session) return notFound();
  if (session.status !== "open") return html(request.method === "POST" ? 409 : 200, closedPage(session));
  const form = new URLSearchParams(request.body);
  if (step === "authenticate") {
    if (request.method !== "POST") return askBank(session);
    return after(call, session, visitAfterAuthentication(call, session, form.get("approved") === "yes"));
  }
  if (request.method !== "POST") return html(200, checkoutPage(call, session));
  const way = form.get("way") ?? "card";
  if (!isWay(way)) return html(400, checkoutPage(call, session, "Choose how this test should go."));
  const payer = { email: form.get("email"), name: form.get("name"), keep: form.get("keep") === "yes" };
  return after(call, session, visit(call, session, way, payer));
}

function after(call: Call, session: Stripe.Checkout.Session, done: Visit): Outcome {
  const current = call.store.find("checkout.session", call.account, session.id) ?? session;
  switch (done.next) {
    case "done":
      return redirect(filled(current, current.success_url ?? "/"));
    case "authenticate":
      return redirect(`/c/pay/${session.id}/authenticate`);
    case "again":
      return html(402, checkoutPage(call, current, done.message));
    case "closed":
      return html(409, closedPage(current));
  }
}

function askBank(session: Stripe.Checkout.Session): Outcome {
  const amount = printed(session.amount_total ?? 0, session.currency ?? "usd");
  return html(200, authenticationPage("Approve", amount, `/c/pay/${session.id}/authenticate`));
}

/** Where `next_action.redirect_to_url` of an intent without a session leads. */
function authenticate(parts: ApiParts, request: ApiRequest, id: string): Outcome {
  const call = callFor(parts, id);
  const intent = call?.store.find("payment_intent", call.account, id);
  if (!call || !intent) return notFound();
  const back = intent.next_action?.redirect_to_url?.return_url;
  if (intent.status !== "requires_action" || !back)
    return html(409, pageOf("Over", "<h1>There is nothing to approve.</h1>"));
  if (request.method !== "POST") {
    return html(
      200,
      authenticationPage("Approve", printed(intent.amount, intent.currency), `/authenticate/${id}`),
    );
  }
  const approved = new URLSearchParams(request.body).get("approved") === "yes";
  const done = finishAuthentication(call, intent, approved);
  const target = new URL(back);
  target.searchParams.set("payment_intent", id);
  target.searchParams.set("redirect_status", done.result === "succeeded" ? "succeeded" : "failed");
  return redirect(target.href);
}

function onboarding(parts: ApiParts, request: ApiRequest, token: string): Outcome {
  const call = ownCall(parts.world, parts.world.platform);
  if (request.method !== "POST") {
    const page = onboardingPage(call, token);
    return "redirect" in page ? redirect(page.redirect) : html(200, page.html);
  }
  const agreed = new URLSearchParams(request.body).get("agreed") === "yes";
  return redirect(finishOnboardingLink(call, token, agreed));
}

function receipt(parts: ApiParts, id: string): Outcome {
  const call = callFor(parts, id);
  const charge = call?.store.find("charge", call.account, id);
  if (!charge) return notFound();
  const amount = escaped(printed(charge.amount, charge.currency));
  return html(
    200,
    pageOf("Receipt", `<h1>Receipt</h1><p class="amount">${amount}</p><p class="soft">${id}</p>`),
  );
}

/** Pages know no key: whoever has an object's id sees its page, as with Stripe's own. */
function callFor(parts: ApiParts, id: string): Call | undefined {
  const account = parts.world.store.accountOf(id);
  return account === undefined ? undefined : ownCall(parts.world, account);
}

const WAY_NAMES: readonly Way[] = [
  "card",
  "declined",
  "insufficient_funds",
  "authentication",
  "declines_later",
  "bank_debit",
  "bank_debit_fails",
];

function isWay(name: string): name is Way {
  return WAY_NAMES.some((way) => way === name);
}

function html(status: number, body: string): Outcome {
  const headers = {
    "Cache-Control": "no-store",
    "Content-Security-Policy":
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "Content-Type": "text/html; charset=utf-8",
    "Referrer-Policy": "no-referrer",
  };
  return { kind: "answer", answer: { status, headers, body } };
}

function redirect(location: string): Outcome {
  return {
    kind: "answer",
    answer: { status: 303, headers: { "Cache-Control": "no-store", Location: location }, body: "" },
  };
}

function notFound(): Outcome {
  return html(404, pageOf("Not found", "<h1>There is no such page.</h1>"));
}
