import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useSearchParams } from "@remix-run/react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { Button, ButtonLink } from "~/components/desk/button";
import { countsInWords } from "~/components/desk/channel-counts";
import { ForecastFigures } from "~/components/desk/forecast-figures";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { ProposalBatch } from "~/components/desk/proposal-batch";
import { plural } from "~/components/desk/words";
import { whyNotReleased } from "~/domain/cadence/released";
import type { ReminderId } from "~/domain/ids";
import { readToday } from "~/services/reminders/read-today.server";
import { leaveOutReminders, releaseReminders } from "~/services/reminders/release-reminders.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "Today · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const { reminderMode } = vendor;
  return { ...(await readToday({ db }, { vendor, now })), reminderMode, seenAt: now };
}

const reminderIdSchema = z.uuid().transform((id) => id as ReminderId);
/** More than one page shows cannot be ticked. */
const chosenAtMost = 2_000;

const formSchema = z.object({
  intent: z.enum(["release-chosen", "leave-out-chosen", "release-all"]).nullable(),
  leaveOut: reminderIdSchema.nullable(),
  reminder: z.array(reminderIdSchema).max(chosenAtMost),
  seenAt: z.iso.datetime(),
});

export async function action({ request }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const form = await request.formData();
  const read = formSchema.safeParse({
    intent: form.get("intent"),
    leaveOut: form.get("leaveOut"),
    reminder: form.getAll("reminder"),
    seenAt: form.get("seenAt"),
  });
  if (!read.success) return data({ problem: "This form could not be read. Open the page again." }, 400);
  const { intent, leaveOut, reminder } = read.data;
  const seenAt = new Date(read.data.seenAt);
  const by = { vendorId: vendor.id, by: user.id, now };
  const ids = leaveOut === null ? reminder : [leaveOut];
  if (intent !== "release-all" && ids.length === 0) {
    return data({ problem: "Tick those that you mean first." }, 400);
  }
  if (leaveOut !== null || intent === "leave-out-chosen") {
    const left = await leaveOutReminders({ db }, { ...by, which: { ids, seenAt } });
    return redirect(`/desk/today?left-out=${left}`);
  }
  const which = { ids: intent === "release-all" ? null : ids, seenAt };
  const outcome = await releaseReminders({ db }, { ...by, which });
  if (outcome.kind === "refused") return data({ problem: outcome.reason }, 409);
  return redirect(`/desk/today?released=${outcome.released}&held=${outcome.held}`);
}

export default function Today() {
  const { batches, forecast, calls, reminderMode } = useLoaderData<typeof loader>();
  const isDryRun = reminderMode === "dry_run";
  return (
    <>
      <PageHeader title="Today" note="What waits for you, and what goes by itself." />
      <div className="flex flex-col gap-5">
        <WhatHappened />
        <Panel
          title={isDryRun ? "What would go" : "What goes"}
          note={isDryRun ? "Dry run: nothing is sent" : "If nothing changes"}
          actions={
            <Link className="link text-sm" to="/desk/today/forecast?span=week">
              The week
            </Link>
          }
        >
          <ForecastFigures forecast={forecast} isDryRun={isDryRun} />
          {reminderMode === "approval" && (
            <p className="pt-3 text-sm text-ink-soft">
              Emails and SMS wait here for you when their time has come; calls go to the list of calls.
            </p>
          )}
          {reminderMode === "off" && (
            <p className="pt-3 text-sm text-ink-soft">
              Reminders are off: nothing is planned until you{" "}
              <Link className="link" to="/desk/settings">
                switch them on
              </Link>
              .
            </p>
          )}
        </Panel>
        {calls.due > 0 && (
          <Panel title="Calls">
            <p className="flex flex-wrap items-center justify-between gap-3 text-sm">
              {plural(calls.due, "call")} to make now
              {calls.later > 0 && `, ${plural(calls.later, "more", "more")} later`}
              <ButtonLink to="/desk/calls">Make them</ButtonLink>
            </p>
          </Panel>
        )}
        {batches.length > 0 ? <Waiting /> : reminderMode === "approval" && <NothingWaits />}
      </div>
    </>
  );
}

function NothingWaits() {
  return (
    <Panel>
      <Empty
        title="Nothing waits to be released"
        action={<ButtonLink to="/desk/debtors">Debtors</ButtonLink>}
      >
        Reminders are prepared when their time has come, and then show here.
      </Empty>
    </Panel>
  );
}

/** What waits to be released. Enter in a box presses the first button, which does nothing by itself. */
function Waiting() {
  const { batches, reminderMode, seenAt } = useLoaderData<typeof loader>();
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const obstacle = whyNotReleased(reminderMode);
  return (
    <section aria-labelledby="waiting">
      <Form method="post" className="flex flex-col gap-4" preventScrollReset>
        <input type="hidden" name="seenAt" value={seenAt.toISOString()} />
        <header className="flex flex-wrap items-center justify-between gap-3">
          <div>
            <h2 id="waiting" className="font-semibold">
              Waiting to be released
            </h2>
            <p className="text-sm text-ink-soft">{countsInWords(batches)}</p>
          </div>
          <div className="flex flex-wrap gap-2">
            <Button name="intent" value="release-chosen" disabled={obstacle !== null}>
              Release chosen
            </Button>
            <Button name="intent" value="leave-out-chosen">
              Leave out chosen
            </Button>
            <Button kind="primary" name="intent" value="release-all" disabled={obstacle !== null}>
              Release all {count.toLocaleString("en")}
            </Button>
          </div>
        </header>
        <p className="max-w-prose text-sm text-ink-soft">
          {obstacle ??
            `What you release goes at the next lawful hour of each debtor. Whoever has paid or answered by
            then gets nothing. What you leave out is over, and the next step of its cadence follows.`}
        </p>
        {reminderMode === "automatic" && (
          <Notice>
            These were prepared while approval was on. They go only if you release them; everything else goes
            by itself.
          </Notice>
        )}
        {batches.map((batch) => (
          <ProposalBatch key={batch.key} batch={batch} />
        ))}
      </Form>
    </section>
  );
}

const countSchema = z.coerce.number().int().min(0).nullable().catch(null);

function WhatHappened() {
  const answered = useActionData<typeof action>();
  const [search] = useSearchParams();
  if (answered) return <Notice tone="danger" title={answered.problem} />;
  const count = (name: string) => countSchema.parse(search.get(name) === null ? null : search.get(name));
  const [released, held, leftOut] = [count("released"), count("held"), count("left-out")];
  if (leftOut !== null) return <Notice tone="good">{plural(leftOut, "reminder")} left out.</Notice>;
  if (released === null) return null;
  return (
    <Notice tone="good">
      {plural(released, "reminder")} released.
      {released === 0 && " They had been released or withdrawn meanwhile."}
      {held !== null &&
        held > 0 &&
        ` ${plural(held, "address", "addresses")} must not be used any more: held.`}
    </Notice>
  );
}
