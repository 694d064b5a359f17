import { parseWithZod } from "@conform-to/zod/v4";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import {
  payPageResponse,
  plainPageResponse,
  type PayResponseContext,
} from "~/components/pay/render-page.server";
import type { ReturnedForm } from "~/components/pay/view";
import type { MessageKey } from "~/domain/debtor-language/messages";
import { english } from "~/domain/debtor-language/english";
import { answerSchema } from "~/domain/pay-link/answer";
import { tickedBalances, type PayPageState } from "~/domain/pay-link/pay-page";
import { answerKinds, type AnswerKind } from "~/domain/vocabulary";
import { app } from "~/server/app.server";
import { readRawBody } from "~/server/raw-body.server";
import { openPayPage, type OpenedPayPage } from "~/services/pay-page/open-pay-page.server";
import { recordAnswer } from "~/services/pay-page/record-answer.server";
import { requestFreshLink } from "~/services/pay-page/request-fresh-link.server";
import { startPayment } from "~/services/payments/start-payment.server";

/*
 * The debtor's page answers with a document of its own making: no layout, no script, nothing of Remix's in
 * it.
 */

const querySchema = z.object({
  /** Where Stripe sends the browser back to. */
  session: z.string().max(200).regex(/^cs_/).nullable().catch(null),
  receipt: z.coerce.number().int().positive().nullable().catch(null),
  look: z.coerce.number().int().positive().catch(1),
});

/** Changes nothing, so whatever opens a link before its reader does is harmless. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const { session, receipt, look } = querySchema.parse({
    session: query.get("session"),
    receipt: query.get("receipt"),
    look: query.get("look"),
  });
  const opened = await openPayPage(app(), {
    token: params["token"] ?? "",
    stripeSessionId: session,
    receiptNumber: receipt,
    now: app().now(),
  });
  const context = responseContext(request);
  if (!opened) return plainPageResponse("not_found", context);
  return payPageResponse({ ...opened, returned: null }, context, { look });
}

export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const context = responseContext(request);
  const now = app().now();
  const token = params["token"] ?? "";
  const opened = await openPayPage(app(), { token, stripeSessionId: null, receiptNumber: null, now });
  if (!opened) return plainPageResponse("not_found", context);
  const form = await readForm(request);
  if (!form) return plainPageResponse("too_big", context, opened.page);

  const intent = form.get("intent");
  if (intent === "fresh_link" && (await requestFreshLink(app(), { opened, now })) === "asked") {
    return plainPageResponse("fresh_link_asked", context, opened.page);
  }
  const { state } = opened;
  const kind = answerKinds.find((known) => known === intent);
  if (state.kind === "owing" && intent === "pay")
    return pay({ ...opened, state }, { form, token, context, now });
  if (state.kind === "owing" && kind)
    return answer({ ...opened, state }, { kind, form, token, context, now });
  // Whatever was asked can no longer be done; the page says where things stand.
  return redirect(pageOf(token), 303);
}

type Owing = OpenedPayPage & { state: Extract<PayPageState, { kind: "owing" }> };

interface Sent {
  form: URLSearchParams;
  token: string;
  context: PayResponseContext;
  now: Date;
}

const paySchema = z.object({ currency: z.string().default(""), balance: z.array(z.string()).default([]) });

async function pay(opened: Owing, { form, token, context, now }: Sent): Promise<Response> {
  const { page, state } = opened;
  const parsed = parseWithZod(form, { schema: paySchema });
  const refuse = (problem: ReturnedForm["problem"], status: number) =>
    payPageResponse({ page, state, returned: { intent: "pay", problem, errors: {}, typed: form } }, context, {
      status,
    });
  const { currency, balance } = parsed.status === "success" ? parsed.value : { currency: "", balance: [] };
  const balanceIds = tickedBalances(state.groups, { currency, ticks: balance });
  if (balanceIds === "nothing") return refuse({ key: "nothingTicked" }, 422);
  if (balanceIds === "changed") return refuse({ key: "selectionChanged" }, 422);

  const { vendorId, debtorId, link } = page;
  const started = await startPayment(app(), { vendorId, debtorId, payLinkId: link.id, balanceIds, now });
  switch (started.outcome) {
    case "redirect":
      return redirect(started.url, { status: 303, headers: secretAddress });
    case "nothing_to_pay":
      return redirect(pageOf(token), { status: 303, headers: secretAddress });
    case "mixed_currencies":
      return refuse({ key: "selectionChanged" }, 422);
    case "too_small":
      return refuse({ key: "tooSmall", minimum: started.minimum }, 422);
    case "unavailable":
      return refuse({ key: "unavailable" }, 503);
  }
}

async function answer(
  { page, state }: Owing,
  { kind, form, token, context, now }: Sent & { kind: AnswerKind },
): Promise<Response> {
  const parsed = parseWithZod(form, { schema: answerSchema(kind, state) });
  const refuse = (returned: Pick<ReturnedForm, "problem" | "errors">, status: number) =>
    payPageResponse({ page, state, returned: { intent: kind, typed: form, ...returned } }, context, {
      status,
    });
  if (parsed.status !== "success") {
    return refuse({ problem: null, errors: firstErrors(parsed.reply().error ?? {}) }, 422);
  }
  const { vendorId, debtorId, link } = page;
  const recorded = await recordAnswer(app(), {
    vendorId,
    debtorId,
    payLinkId: link.id,
    answer: parsed.value,
    now,
  });
  if (recorded.outcome === "too_many") return refuse({ problem: { key: "tooManyAnswers" }, errors: {} }, 429);
  return redirect(pageOf(token), { status: 303, headers: secretAddress });
}

/**
 * The schemas' messages are keys of sentences; anything else would be a mistake of ours, and says that it is
 * wrong.
 */
function firstErrors(errors: Record<string, string[] | null>): Record<string, MessageKey> {
  return Object.fromEntries(
    Object.entries(errors).flatMap(([name, messages]) => {
      const first = messages?.[0];
      return first && isMessageKey(first) ? [[name, first]] : [];
    }),
  );
}

function isMessageKey(text: string): text is MessageKey {
  return Object.hasOwn(english, text);
}

/**
 * The longest form: a note of a thousand characters, each nine bytes when encoded, and every balance ticked.
 */
const formBytes = 64 * 1024;

/** @returns null when more comes than any of the page's forms can hold. */
async function readForm(request: Request): Promise<URLSearchParams | null> {
  const body = await readRawBody(request, formBytes);
  return body && new URLSearchParams(body.toString("utf8"));
}

/**
 * A token in an address is a secret: nothing keeps it, and nothing tells the next page where the reader came
 * from.
 */
const secretAddress = { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" };

function pageOf(token: string): string {
  return `/p/${token}`;
}

function responseContext(request: Request): PayResponseContext {
  const { appUrl, stripe } = app().env;
  const bases = ["https://checkout.stripe.com", appUrl, ...(stripe.apiBase ? [stripe.apiBase] : [])];
  return { request, payOrigins: bases.map((base) => new URL(base).origin) };
}
