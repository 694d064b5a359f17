import { randomUUID } from "node:crypto";
import { parseWithZod } from "@conform-to/zod/v4";
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { ButtonLink } from "~/components/desk/button";
import { CallOutcomes } from "~/components/desk/call-outcomes";
import { CallHistory, CallScript, CallSheet } from "~/components/desk/call-sheet";
import { PageHeader, Panel } from "~/components/desk/panel";
import { callResultSchema } from "~/domain/calls/outcome";
import { civilDateAt } from "~/domain/dates";
import type { DebtorId } from "~/domain/ids";
import { readCallSheet } from "~/services/calls/read-calls.server";
import { recordUnplannedCall } from "~/services/calls/record-call.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "Record a call · Tenfold" }];

const debtorIdSchema = z.uuid().transform((id) => id as DebtorId);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const id = debtorIdSchema.safeParse(params["id"]);
  const sheet = id.success
    ? await readCallSheet({ db }, { vendor, debtorId: id.data, callerName: user.name, now })
    : null;
  if (!sheet) throw new Response("No such debtor", { status: 404 });
  return { sheet, now, requestId: randomUUID() };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const debtorId = debtorIdSchema.parse(params["id"]);
  const form = await request.formData();
  const requestId = z.uuid().safeParse(form.get("requestId"));
  if (!requestId.success) return data({ problem: "This form could not be read. Open it again." }, 400);
  const submission = parseWithZod(form, { schema: callResultSchema(civilDateAt(now, vendor.timeZone)) });
  if (submission.status !== "success") return data({ result: submission.reply() }, 400);
  const made = { vendorId: vendor.id, debtorId, requestId: requestId.data, calledBy: user.id, now };
  const recorded = await recordUnplannedCall({ db }, { ...made, result: submission.value });
  if (recorded.kind === "not_found") throw new Response("No such debtor", { status: 404 });
  if (recorded.kind === "refused") return data({ problem: recorded.reason }, 409);
  return redirect(`/desk/debtors/${debtorId}?called=${submission.value.outcome}`);
}

export default function RecordACall() {
  const { sheet, now, requestId } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  const result = answered && "result" in answered ? answered.result : undefined;
  return (
    <>
      <PageHeader
        title={`Call ${sheet.debtorName}`}
        note="Calls are made by you, not by Tenfold. Each one counts towards what may be asked of them."
        actions={
          <ButtonLink kind="quiet" to={`/desk/debtors/${sheet.debtorId}`}>
            Back
          </ButtonLink>
        }
      />
      {answered && "problem" in answered && (
        <div className="pb-4">
          <Notice tone="danger" title="It was not recorded">
            {answered.problem}
          </Notice>
        </div>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr]">
        <Panel>
          <CallSheet sheet={sheet} now={now} />
        </Panel>
        <Panel title="What came of it" className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <CallOutcomes hidden={{ requestId }} promise={sheet.promise} result={result} />
        </Panel>
        <div className="flex min-w-0 flex-col gap-5">
          <Panel title="What to say">
            <CallScript script={sheet.script} />
          </Panel>
          <Panel title="Lately">
            <CallHistory history={sheet.history} />
          </Panel>
        </div>
      </div>
    </>
  );
}
