import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useLocation } from "@remix-run/react";
import { v7 as uuid } from "uuid";
import { z } from "zod";
import { Amount } from "~/components/desk/amount";
import { Notice } from "~/components/desk/badge";
import { Button } from "~/components/desk/button";
import { Panel } from "~/components/desk/panel";
import { PaymentBadges } from "~/components/desk/payment-badges";
import { PaymentFacts } from "~/components/desk/payment-facts";
import { ChargebackList, PaymentLedger, RefundList } from "~/components/desk/payment-history";
import { RefundForm, UnappliedRest } from "~/components/desk/payment-refund";
import { ProblemPage } from "~/components/desk/problem-page";
import type { Refused } from "~/components/desk/record-form";
import { Timeline } from "~/components/desk/timeline";
import type { PaymentId } from "~/domain/ids";
import { decideOnPayment } from "~/services/desk/decide-on-payment.server";
import { readPayment } from "~/services/desk/read-payment.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction<typeof loader> = ({ data: found }) => [
  {
    title: `Payment of ${found ? payerOf(found.payment) : "a debtor"} · Tenfold`,
  },
];

const paymentIdSchema = z.uuid().transform((id) => id as PaymentId);
const doneSchema = z.enum(["refund", "refund-unapplied", "apply-unapplied", "settle-flag"]);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { app, vendor } = await deskContext(request);
  const id = paymentIdSchema.safeParse(params["id"]);
  const found = id.success ? await readPayment(app, { vendor, paymentId: id.data }) : null;
  if (!found) throw new Response("No such payment", { status: 404 });
  const done = doneSchema.safeParse(new URL(request.url).searchParams.get("done")).data ?? null;
  return { ...found, done, requestIds: { refund: uuid(), apply: uuid(), refundRest: uuid() } };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const id = paymentIdSchema.safeParse(params["id"]);
  if (!id.success) throw new Response("No such payment", { status: 404 });
  const form = await request.formData();
  const refused = await decideOnPayment({ db }, { vendor, paymentId: id.data, form, by: user.id, now });
  if (refused) return data(refused, 400);
  const url = new URL(request.url);
  url.searchParams.set("done", doneSchema.parse(form.get("intent")));
  return redirect(`${url.pathname}?${url.searchParams}`);
}

export default function PaymentPanel() {
  const page = useLoaderData<typeof loader>();
  const { payment, done, refunds, chargebacks, postings, timeline, dashboardUrl } = page;
  const refused = useActionData<typeof action>();
  const { search } = useLocation();
  return (
    <aside
      aria-label={`Payment of ${payerOf(payment)}`}
      className="flex min-w-0 flex-col gap-4 xl:sticky xl:top-7 xl:max-h-[94dvh] xl:overflow-y-auto"
    >
      <div className="flex items-start justify-between gap-3">
        <h1 className="text-2xl font-semibold tracking-tight">
          <Amount amountMinor={payment.amountMinor} currency={payment.currency} />
        </h1>
        <Link
          to={`/desk/payments${withoutDone(search)}`}
          preventScrollReset
          className="rounded-md px-2 py-1 text-sm text-ink-soft hover:bg-raised"
          aria-keyshortcuts="Escape"
        >
          Close
        </Link>
      </div>
      <p>
        <PaymentBadges payment={payment} />
      </p>
      {done && !refused && <Notice tone="good">{doneWords(done, payment.method === "stripe")}</Notice>}
      {payment.flag && <Flag flag={payment.flag} />}
      <PaymentFacts payment={payment} dashboardUrl={dashboardUrl} />
      <WhereItIs refused={refused} />
      <GiveBack refused={refused} />
      {chargebacks.length > 0 && (
        <Panel title="Chargebacks">
          <ChargebackList chargebacks={chargebacks} dashboardUrl={dashboardUrl} />
        </Panel>
      )}
      {refunds.length > 0 && (
        <Panel title="Refunds">
          <RefundList refunds={refunds} />
        </Panel>
      )}
      {postings.length > 0 && (
        <Panel title="Ledger" flush>
          <PaymentLedger postings={postings} />
        </Panel>
      )}
      <Panel title="Timeline">
        <Timeline items={timeline} hasMore={false} moreTo="" />
      </Panel>
    </aside>
  );
}

function payerOf(payment: { debtorName: string | null; debtorReference: string }): string {
  return payment.debtorName ?? payment.debtorReference;
}

function doneWords(done: z.infer<typeof doneSchema>, isThroughStripe: boolean): string {
  switch (done) {
    case "refund":
    case "refund-unapplied":
      return isThroughStripe
        ? "Stripe is being asked for the refund. What becomes of it shows below."
        : "It is recorded as handed back.";
    case "apply-unapplied":
      return "It is applied.";
    case "settle-flag":
      return "Looked at.";
  }
}

/** What was just done is said once, not carried along. */
function withoutDone(search: string): string {
  const params = new URLSearchParams(search);
  params.delete("done");
  return params.size === 0 ? "" : `?${params}`;
}

function Flag({ flag }: { flag: string }) {
  return (
    <Notice tone="danger" title="Needs a look">
      <p>{flag}</p>
      <Form method="post" preventScrollReset className="pt-2">
        <Button name="intent" value="settle-flag">
          Looked at it
        </Button>
      </Form>
    </Notice>
  );
}

/** Which balances have which part of it, and what belongs to none. */
function WhereItIs({ refused }: { refused: Refused | undefined }) {
  const { payment, parts, wouldApply, whyNoRefund, requestIds } = useLoaderData<typeof loader>();
  const { currency, unappliedMinor, state } = payment;
  const isUnapplied = state === "succeeded" && unappliedMinor > 0n;
  if (state !== "succeeded" || (parts.length === 0 && !isUnapplied)) return null;
  const about = refused?.intent === "apply-unapplied" || refused?.intent === "refund-unapplied";
  return (
    <Panel title="Where it is">
      <ul className="flex flex-col gap-1.5 text-sm">
        {parts.map(({ balanceId, reference, amountMinor }) => (
          <li key={balanceId} className="flex items-baseline justify-between gap-3">
            <Link to={`/desk/balances/${balanceId}`} className="link min-w-0 wrap-anywhere">
              {reference}
            </Link>
            <Amount amountMinor={amountMinor} currency={currency} />
          </li>
        ))}
      </ul>
      {isUnapplied && (
        <div className={parts.length > 0 ? "mt-3 border-t border-line pt-3" : ""}>
          <UnappliedRest
            payment={payment}
            wouldApply={wouldApply}
            canRefund={whyNoRefund === null}
            key={requestIds.apply}
            requestIds={requestIds}
            refused={about ? refused : undefined}
          />
        </div>
      )}
    </Panel>
  );
}

const whyNot = {
  on_its_way: "It can be refunded once it has arrived.",
  came_to_nothing: "Nothing came in, so there is nothing to give back.",
  reversed: "It was reversed, so there is nothing to give back.",
  charged_back:
    "The card’s bank is asking for it back. Stripe refuses refunds until the bank has decided; " +
    "answer at Stripe, or let it stand.",
  nothing_left: "Nothing of it is here any more.",
};

function GiveBack({ refused }: { refused: Refused | undefined }) {
  const { payment, parts, hereMinor, whyNoRefund, requestIds } = useLoaderData<typeof loader>();
  return (
    <Panel title="Give back">
      {whyNoRefund === null ? (
        <RefundForm
          payment={payment}
          parts={parts}
          hereMinor={hereMinor}
          key={requestIds.refund}
          requestId={requestIds.refund}
          refused={refused?.intent === "refund" ? refused : undefined}
        />
      ) : (
        <p className="text-sm text-ink-soft">{whyNot[whyNoRefund]}</p>
      )}
    </Panel>
  );
}

export function ErrorBoundary() {
  return <ProblemPage />;
}
