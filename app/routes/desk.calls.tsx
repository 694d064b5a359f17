import { randomUUID } from "node:crypto";
import { parseWithZod } from "@conform-to/zod/v4";
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Link, useActionData, useLoaderData, useSearchParams } from "@remix-run/react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { ButtonLink } from "~/components/desk/button";
import { callEffects, CallOutcomes } from "~/components/desk/call-outcomes";
import { CallHistory, CallScript, CallSheet } from "~/components/desk/call-sheet";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { When } from "~/components/desk/when";
import { plural } from "~/components/desk/words";
import { callResultSchema } from "~/domain/calls/outcome";
import { civilDateAt } from "~/domain/dates";
import type { CallTaskId } from "~/domain/ids";
import { callOutcomeNames } from "~/domain/timeline";
import { callOutcomes } from "~/domain/vocabulary";
import { readCalls } from "~/services/calls/read-calls.server";
import { recordCall } from "~/services/calls/record-call.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "Calls · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const { due, ...calls } = await readCalls({ db }, { vendor, callerName: user.name, now });
  return { ...calls, due: due.map((call) => ({ ...call, requestId: randomUUID() })), now };
}

const aboutSchema = z.object({
  callTaskId: z.uuid().transform((id) => id as CallTaskId),
  requestId: z.uuid(),
  triesSeen: z.coerce.number().int().min(0).max(100),
  phone: z.string().max(40),
});

export async function action({ request }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const form = await request.formData();
  const about = aboutSchema.safeParse(Object.fromEntries(form));
  if (!about.success) return data({ problem: "This form could not be read. Open it again.", of: null }, 400);
  const submission = parseWithZod(form, { schema: callResultSchema(civilDateAt(now, vendor.timeZone)) });
  const of = about.data.callTaskId;
  if (submission.status !== "success") return data({ of, result: submission.reply() }, 400);
  const by = { vendorId: vendor.id, calledBy: user.id, now };
  const recorded = await recordCall({ db }, { ...about.data, ...by, result: submission.value });
  switch (recorded.kind) {
    case "not_found":
      return data({ problem: "There is no such call.", of: null }, 404);
    case "refused":
      return data({ problem: recorded.reason, of, debtorId: recorded.debtorId }, 409);
    default: {
      const said = new URLSearchParams({ recorded: submission.value.outcome, debtor: recorded.debtorId });
      const again = recorded.kind === "recorded" ? recorded.nextTryAt : null;
      if (again) said.set("again", again.toISOString());
      return redirect(`/desk/calls?${said}`);
    }
  }
}

export default function Calls() {
  const { due, later, count } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Calls"
        note={count.due > 0 ? `${plural(count.due, "call")} to make now, the longest due first` : null}
      />
      <div className="flex flex-col gap-5">
        <WhatHappened />
        {count.due === 0 && (
          <Panel>
            <Empty
              title="No call to make now"
              action={<ButtonLink to="/desk/today">See what goes today</ButtonLink>}
            >
              A cadence with a step by call puts its debtors here, each at an hour at which they may be
              called.
            </Empty>
          </Panel>
        )}
        {due.map((call) => (
          <Call key={call.id} call={call} />
        ))}
        {due.length < count.due && (
          <p className="text-sm text-ink-soft">
            {plural(count.due - due.length, "more call")} to make: they show as these are done.
          </p>
        )}
        {later.length > 0 && <Later calls={later} total={count.later} />}
      </div>
    </>
  );
}

const saidSchema = z.object({
  recorded: z.enum(callOutcomes),
  debtor: z.uuid(),
  again: z.iso.datetime().nullable(),
});

/** What became of the form that was sent, above the calls: the one it was about may be gone. */
function WhatHappened() {
  const answered = useActionData<typeof action>();
  const [search] = useSearchParams();
  if (answered && "problem" in answered) {
    return (
      <Notice tone="danger" title="It was not recorded">
        {answered.problem}{" "}
        {"debtorId" in answered && answered.debtorId && (
          <>
            If you did speak to them,{" "}
            <Link className="underline" to={`/desk/debtors/${answered.debtorId}/call`}>
              record the call on their page
            </Link>
            .
          </>
        )}
      </Notice>
    );
  }
  const said = saidSchema.safeParse({
    recorded: search.get("recorded"),
    debtor: search.get("debtor"),
    again: search.get("again"),
  });
  if (!said.success || answered) return null;
  const { recorded, debtor, again } = said.data;
  return (
    <Notice tone="good" title={`Recorded: ${callOutcomeNames[recorded].toLowerCase()}`}>
      {again === null ? (
        callEffects[recorded]
      ) : (
        <>
          The call comes up again <When at={new Date(again)} />, at another time of day.
        </>
      )}{" "}
      <Link className="underline" to={`/desk/debtors/${debtor}`}>
        Their page
      </Link>
    </Notice>
  );
}

type Loaded = Awaited<ReturnType<typeof loader>>;

function Call({ call }: { call: Loaded["due"][number] }) {
  const { now } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  const result = answered && "result" in answered && answered.of === call.id ? answered.result : undefined;
  const { id, debtorId, debtorName, requestId, tries, triesLeft, phone, promise } = call;
  const hidden = { callTaskId: id, requestId, triesSeen: String(tries), phone };
  return (
    <article
      aria-label={`Call ${debtorName}`}
      className="grid gap-5 rounded-lg border border-line bg-surface p-4 lg:grid-cols-[minmax(0,1fr)_22rem]"
    >
      <div className="flex min-w-0 flex-col gap-3">
        <header className="flex flex-wrap items-baseline justify-between gap-x-4">
          <h2 className="font-semibold wrap-anywhere">
            <Link to={`/desk/debtors/${debtorId}`} className="hover:underline">
              {debtorName}
            </Link>
          </h2>
          <p className="text-sm text-ink-soft">
            {tries === 0 ? "First try" : `Tried ${plural(tries, "time")}, ${triesLeft} left`}
          </p>
        </header>
        <CallSheet sheet={call} now={now} />
        <details>
          <summary className="py-1 text-sm font-medium text-accent">What to say</summary>
          <div className="pt-2">
            <CallScript script={call.script} />
          </div>
        </details>
        <div>
          <h3 className="pb-1 text-xs font-medium text-ink-soft">Lately</h3>
          <CallHistory history={call.history} />
        </div>
      </div>
      <CallOutcomes hidden={hidden} promise={promise} result={result} />
    </article>
  );
}

function Later({ calls, total }: { calls: Loaded["later"]; total: number }) {
  return (
    <Panel title="Later" note={calls.length < total ? `${calls.length} of ${total}` : null} flush>
      <ul className="divide-y divide-line">
        {calls.map(({ id, debtorId, debtorName, dueAt, tries }) => (
          <li key={id} className="relative flex flex-wrap gap-x-4 px-4 py-2.5 text-sm hover:bg-raised/60">
            <Link to={`/desk/debtors/${debtorId}`} className="grow font-medium after:absolute after:inset-0">
              {debtorName}
            </Link>
            {tries > 0 && <span className="text-ink-soft">Tried {plural(tries, "time")}</span>}
            <When at={dueAt} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
