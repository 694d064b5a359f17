import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Link, useActionData, useLoaderData, useLocation, useSearchParams } from "@remix-run/react";
import { v7 as uuid } from "uuid";
import { z } from "zod";
import { Amount } from "~/components/desk/amount";
import { AnswerList } from "~/components/desk/answer-list";
import { Notice } from "~/components/desk/badge";
import { ButtonLink } from "~/components/desk/button";
import { callEffects } from "~/components/desk/call-outcomes";
import { ContactStop } from "~/components/desk/contact-stop";
import { Conversation } from "~/components/desk/conversation";
import { ContactCard } from "~/components/desk/contact-card";
import { DebtorBalances } from "~/components/desk/debtor-balances";
import { MessageList } from "~/components/desk/message-list";
import { NextContact } from "~/components/desk/next-contact";
import { PageHeader, Panel } from "~/components/desk/panel";
import { PaymentList } from "~/components/desk/payment-list";
import { PlanPanel } from "~/components/desk/plan-panel";
import { Timeline } from "~/components/desk/timeline";
import { channelWords } from "~/components/desk/words";
import { callOutcomeNames, stopReasonNames } from "~/domain/timeline";
import { callOutcomes, channels } from "~/domain/vocabulary";
import type { AnswerId, DebtorId } from "~/domain/ids";
import { liftSuppression, suppressContact } from "~/services/messages/change-suppression.server";
import { closeAnswer } from "~/services/desk/close-answer.server";
import { deskContext } from "~/services/staff/desk-context.server";
import { readDebtor } from "~/services/desk/read-debtor.server";
import { cancelPlan } from "~/services/plans/cancel-plan.server";
import { revokePayLink } from "~/services/pay-page/revoke-pay-link.server";

export const meta: MetaFunction<typeof loader> = ({ data: found }) => [
  { title: `${found?.debtor.name ?? found?.debtor.reference ?? "Debtor"} · Tenfold` },
];

const debtorIdSchema = z.uuid().transform((id) => id as DebtorId);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const id = debtorIdSchema.safeParse(params["id"]);
  const all = new URL(request.url).searchParams.get("timeline") === "all";
  const found = id.success ? await readDebtor({ db }, { vendor, debtorId: id.data, all, now }) : null;
  if (!found) throw new Response("No such debtor", { status: 404 });
  return { ...found, requestId: uuid(), vendorCurrency: vendor.currency, reminderMode: vendor.reminderMode };
}

const channelSchema = z.enum(channels);
const intentSchema = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("close-answer"),
    answerId: z.uuid().transform((id) => id as AnswerId),
    reason: z
      .string()
      .trim()
      .min(1, "Say in a few words what was agreed.")
      .max(300, "Use at most 300 letters."),
  }),
  z.object({ intent: z.literal("lift-suppression"), channel: channelSchema }),
  z.object({ intent: z.literal("suppress"), channel: channelSchema }),
  z.object({ intent: z.literal("revoke-links") }),
  z.object({
    intent: z.literal("cancel-plan"),
    reason: z.string().trim().min(1, "Say in a few words why.").max(300, "Use at most 300 letters."),
  }),
]);

export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const debtorId = debtorIdSchema.parse(params["id"]);
  const form = await request.formData();
  const parsed = intentSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return data({ intent: form.get("intent"), problem: problemOf(parsed.error) }, 400);
  const wanted = parsed.data;
  const who = { vendorId: vendor.id, debtorId, by: user.id, now };
  switch (wanted.intent) {
    case "close-answer":
      await closeAnswer(
        { db },
        { ...who, answerId: wanted.answerId, closedBy: user.id, reason: wanted.reason },
      );
      break;
    case "lift-suppression":
      await liftSuppression({ db }, { ...who, channel: wanted.channel });
      break;
    case "suppress":
      await suppressContact({ db }, { ...who, channel: wanted.channel });
      break;
    case "revoke-links":
      await revokePayLink(
        { db },
        { ...who, linkId: "all", reason: "Revoked by your staff.", revokedBy: user.id },
      );
      break;
    case "cancel-plan":
      await cancelPlan({ db }, { ...who, by: `staff:${user.id}`, reason: wanted.reason });
      break;
  }
  return redirect(`/desk/debtors/${debtorId}`);
}

function problemOf(error: z.ZodError): string {
  return error.issues[0]?.message ?? "This could not be read.";
}

export default function DebtorPage() {
  const page = useLoaderData<typeof loader>();
  const { debtor, today, owed, balances, payments, talk, timeline } = page;
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  const sent = channelSchema.safeParse(search.get("sent"));
  const called = z.enum(callOutcomes).safeParse(search.get("called"));
  return (
    <>
      <PageHeader
        title={debtor.name ?? debtor.reference}
        note={<Reach {...debtor} />}
        actions={
          owed.length > 0 && (
            <>
              <ButtonLink to={`${pathname}/call`}>Record a call</ButtonLink>
              <ButtonLink kind="primary" to={`${pathname}/send`}>
                Send now
              </ButtonLink>
            </>
          )
        }
      />
      {talk.stop && (
        <div className="pb-4">
          <Notice tone="warn" title="All contact is stopped">
            {stopReasonNames[talk.stop.reason]}. Under Contact it can be allowed again.
          </Notice>
        </div>
      )}
      {sent.success && (
        <div className="pb-4">
          <Notice tone="good">
            The {channelWords[sent.data]} is on its way. What becomes of it shows under Messages.
          </Notice>
        </div>
      )}
      {called.success && (
        <div className="pb-4">
          <Notice tone="good" title={`Call recorded: ${callOutcomeNames[called.data].toLowerCase()}`}>
            {callEffects[called.data]}
          </Notice>
        </div>
      )}
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_24rem] xl:grid-rows-[auto_1fr]">
        <div className="flex min-w-0 flex-col gap-5 xl:row-span-2">
          <Panel title="Balances" note={<OwedNow owed={owed} />} flush>
            <DebtorBalances balances={balances} today={today} />
          </Panel>
          {payments.length > 0 && (
            <Panel title="Payments" flush>
              <PaymentList payments={payments} />
            </Panel>
          )}
          <TheirTalk {...page} />
          <Panel title="Timeline">
            <Timeline items={timeline.items} hasMore={timeline.hasMore} moreTo={`${pathname}?timeline=all`} />
          </Panel>
        </div>
        <WhatIsNext {...page} />
        <HowReached {...page} />
      </div>
    </>
  );
}

function WhatIsNext({ contact, reminderMode, answers, plan, balances, vendorCurrency }: Debtor) {
  const refused = useActionData<typeof action>();
  const problemWith = (intent: string) => (refused?.intent === intent ? refused.problem : undefined);
  return (
    <div className="flex min-w-0 flex-col gap-5 max-xl:row-start-1">
      <Panel
        title="Next contact"
        actions={
          <Link to="cadence" relative="path" className="link text-sm">
            Choose the cadence
          </Link>
        }
      >
        {contact && <NextContact contact={contact} reminderMode={reminderMode} />}
      </Panel>
      {plan && <PlanPanel plan={plan} problem={problemWith("cancel-plan")} />}
      {answers.length > 0 && (
        <Panel title="Answers">
          <AnswerList
            answers={answers}
            currency={balances[0]?.currency ?? vendorCurrency}
            closable
            problem={problemWith("close-answer")}
          />
        </Panel>
      )}
    </div>
  );
}

/** The newest of what was written both ways, once they have written. */
function TheirTalk({ debtor, talk, today, requestId }: Debtor) {
  if (!talk.items.some(({ by }) => by === "debtor")) return null;
  return (
    <div id="conversation" className="scroll-mt-4">
      <Panel title="Conversation">
        <Conversation talk={talk} debtor={debtor} today={today} requestId={requestId} last={6} />
      </Panel>
    </div>
  );
}

function HowReached({ debtor, suppressions, choice, talk, openLinks, messages }: Debtor) {
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Panel title="Contact">
        <ContactCard debtor={debtor} suppressions={suppressions} choice={choice} openLinks={openLinks} />
        <div className="pt-3">
          <ContactStop stop={talk.stop} debtorId={debtor.id} />
        </div>
      </Panel>
      <Panel title="Messages" flush>
        {messages.length === 0 ? (
          <p className="px-4 pt-1 pb-4 text-sm text-ink-soft">Nothing was sent yet.</p>
        ) : (
          <MessageList messages={messages} />
        )}
      </Panel>
    </div>
  );
}

type Debtor = Awaited<ReturnType<typeof loader>>;

/** Who it is by the vendor's own number, and how to reach them from here. */
function Reach({ name, reference, email, phone }: Debtor["debtor"]) {
  return (
    <p className="flex flex-wrap gap-x-4 wrap-anywhere">
      {name && <span>Reference {reference}</span>}
      {email && (
        <a className="link" href={`mailto:${email}`}>
          {email}
        </a>
      )}
      {phone && (
        <a className="link" href={`tel:${phone}`}>
          {phone}
        </a>
      )}
    </p>
  );
}

function OwedNow({ owed }: Pick<Debtor, "owed">) {
  if (owed.length === 0) return "Nothing outstanding";
  return owed.map(({ currency, outstandingMinor }) => (
    <span key={currency} className="pl-3">
      <Amount amountMinor={outstandingMinor} currency={currency} className="font-semibold text-ink" />{" "}
      outstanding
    </span>
  ));
}
