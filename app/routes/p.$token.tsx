import { parseWithZod } from "@conform-to/zod/v4";
import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import {
  payPageResponse,
  plainPageResponse,
  type PayResponseContext,
} from "~/components/pay/render-page.server";
import { cardNews, type ReturnedForm } from "~/components/pay/view";
import type { MessageKey } from "~/domain/debtor-language/messages";
import { contactChoiceSchema } from "~/domain/contact-choice-form";
import { english } from "~/domain/debtor-language/english";
import type { CheckoutId } from "~/domain/ids";
import { answerSchema } from "~/domain/pay-link/answer";
import { isEnded, type PayPageState } from "~/domain/pay-link/pay-page";
import { answerKinds, type AnswerKind } from "~/domain/vocabulary";
import { app } from "~/server/app.server";
import { readRawBody } from "~/server/raw-body.server";
import { openPayPage, type OpenedPayPage, type ReturnedFrom } from "~/services/pay-page/open-pay-page.server";
import { payIntents, pressPay, type PayIntent } from "~/services/pay-page/press-pay.server";
import { planIntents, pressPlan, type PlanIntent } from "~/services/pay-page/press-plan.server";
import { recordAnswer } from "~/services/pay-page/record-answer.server";
import { requestFreshLink } from "~/services/pay-page/request-fresh-link.server";
import { chargeCard } from "~/services/cards/charge-card.server";
import { chooseContact } from "~/services/conversation/choose-contact.server";
import { cancelPlan } from "~/services/plans/cancel-plan.server";
import { removeKeptCard } from "~/services/cards/remove-card.server";

/*
 * The debtor's page answers with a document of its own making: no layout, no script, nothing of Remix's in
 * it.
 */

const querySchema = z.object({
  /** Where Stripe sends the browser back to. */
  session: z.string().max(200).regex(/^cs_/).nullable().catch(null),
  /** A charge of the kept card that was just asked for. */
  charge: z.uuid().nullable().catch(null),
  card: z.enum(cardNews).nullable().catch(null),
  reach: z.literal("saved").nullable().catch(null),
  receipt: z.coerce.number().int().positive().nullable().catch(null),
  look: z.coerce.number().int().positive().catch(1),
});

/** Changes nothing, so whatever opens a link before its reader does is harmless. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const { session, charge, card, reach, receipt, look } = querySchema.parse({
    session: query.get("session"),
    charge: query.get("charge"),
    card: query.get("card"),
    reach: query.get("reach"),
    receipt: query.get("receipt"),
    look: query.get("look"),
  });
  const opened = await openPayPage(app(), {
    token: params["token"] ?? "",
    from: returnedFrom(session, charge),
    receiptNumber: receipt,
    now: app().now(),
  });
  const context = responseContext(request);
  if (!opened) return plainPageResponse("not_found", context);
  return payPageResponse(
    { ...opened, returned: null, cardNews: card, reachSaved: reach === "saved" },
    context,
    { look },
  );
}

function returnedFrom(session: string | null, charge: string | null): ReturnedFrom | null {
  if (session !== null) return { stripeSessionId: session };
  return charge === null ? null : { checkoutId: charge as CheckoutId };
}

export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const context = responseContext(request);
  const now = app().now();
  const token = params["token"] ?? "";
  const opened = await openPayPage(app(), { token, from: null, receiptNumber: null, now });
  if (!opened) return plainPageResponse("not_found", context);
  const form = await readForm(request);
  if (!form) return plainPageResponse("too_big", context, opened.page);

  const intent = form.get("intent");
  if (intent === "fresh_link" && (await requestFreshLink(app(), { opened, now })) === "asked") {
    return plainPageResponse("fresh_link_asked", context, opened.page);
  }
  const sent = { form, token, context, now };
  const pressed = payIntents.find((known) => known === intent);
  if (pressed) return pay(opened, { ...sent, pressed });
  const split = planIntents.find((known) => known === intent);
  if (split) return splitUp(opened, { ...sent, pressed: split });
  if (intent === "end_plan") return endPlan(opened, sent);
  if (intent === "reach") return chooseReach(opened, sent);
  if (intent === "remove_card" || intent === "look_again") return changeCard(opened, { ...sent, intent });
  const { state } = opened;
  const kind = answerKinds.find((known) => known === intent);
  if (state.kind === "owing" && kind) return answer({ ...opened, state }, { ...sent, kind });
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

async function pay(opened: OpenedPayPage, sent: Sent & { pressed: PayIntent }): Promise<Response> {
  const { state } = opened;
  const { form, token, context, now, pressed } = sent;
  const outcome = await pressPay(app(), { opened, form, pressed, now });
  switch (outcome.kind) {
    case "leave":
      return redirect(outcome.url, { status: 303, headers: secretAddress });
    case "page":
      return redirect(pageOf(token) + outcome.query, { status: 303, headers: secretAddress });
    case "refused": {
      // Refused for what is no longer on the page, the page as it is says more than a complaint would.
      if (state.kind !== "owing") return redirect(pageOf(token), { status: 303, headers: secretAddress });
      const returned = {
        intent: "pay" as const,
        problem: null,
        errors: {},
        typed: form,
        ...outcome.returned,
      };
      return payPageResponse({ ...opened, returned }, context, { status: outcome.status });
    }
  }
}

async function splitUp(opened: OpenedPayPage, sent: Sent & { pressed: PlanIntent }): Promise<Response> {
  const { form, token, context, now, pressed } = sent;
  const outcome = await pressPlan(app(), { opened, form, pressed, now });
  switch (outcome.kind) {
    case "leave":
      return redirect(outcome.url, { status: 303, headers: secretAddress });
    case "page":
      return redirect(pageOf(token) + outcome.query, { status: 303, headers: secretAddress });
    case "shown":
      return payPageResponse({ ...opened, returned: null, split: outcome.split }, context, {
        status: outcome.status,
      });
    case "refused": {
      const problem = { key: outcome.problem };
      const returned = { intent: "pay" as const, problem, errors: {}, typed: form };
      return payPageResponse({ ...opened, returned }, context, { status: outcome.status });
    }
  }
}

async function endPlan({ page, state }: OpenedPayPage, { token, now }: Sent): Promise<Response> {
  const { vendorId, debtorId } = page;
  const reason = "The debtor ended it on their page.";
  if (!isEnded(state)) await cancelPlan(app(), { vendorId, debtorId, by: "debtor", reason, now });
  return redirect(pageOf(token), { status: 303, headers: secretAddress });
}

async function chooseReach(opened: OpenedPayPage, sent: Sent): Promise<Response> {
  const { page, state } = opened;
  const { form, token, context, now } = sent;
  if (state.kind !== "owing") return redirect(pageOf(token), { status: 303, headers: secretAddress });
  const parsed = parseWithZod(form, { schema: contactChoiceSchema(page.reach.onFile) });
  if (parsed.status !== "success") {
    const errors = firstErrors(parsed.reply().error ?? {});
    const returned = { intent: "reach" as const, problem: null, errors, typed: form };
    return payPageResponse({ ...opened, returned }, context, { status: 422 });
  }
  const { vendorId, debtorId } = page;
  await chooseContact(app(), { vendorId, debtorId, choice: parsed.value, by: null, now });
  return redirect(`${pageOf(token)}?reach=saved`, { status: 303, headers: secretAddress });
}

async function changeCard(
  { page, state }: OpenedPayPage,
  { intent, token, now }: Sent & { intent: "remove_card" | "look_again" },
): Promise<Response> {
  const { vendorId, debtorId } = page;
  const to = (query: string) => redirect(pageOf(token) + query, { status: 303, headers: secretAddress });
  if (isEnded(state)) return to("");
  if (intent === "remove_card") {
    const isRemoved = await removeKeptCard(app(), { vendorId, debtorId, by: "debtor", now });
    return to(isRemoved ? "?card=removed" : "");
  }
  const [charge] = page.confirming;
  if (!charge) return to("");
  await chargeCard(app(), { vendorId, checkoutId: charge.checkoutId, thenLookUp: true, now });
  return to(`?charge=${charge.checkoutId}`);
}

async function answer(
  { page, state, today }: Owing,
  { kind, form, token, context, now }: Sent & { kind: AnswerKind },
): Promise<Response> {
  const parsed = parseWithZod(form, { schema: answerSchema(kind, state) });
  const refuse = (returned: Pick<ReturnedForm, "problem" | "errors">, status: number) =>
    payPageResponse({ page, state, today, returned: { intent: kind, typed: form, ...returned } }, context, {
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
