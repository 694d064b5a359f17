import { randomUUID } from "node:crypto";
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { Button, ButtonLink } from "~/components/desk/button";
import { EmailPreview, SmsPreview } from "~/components/desk/message-preview";
import { Tabs } from "~/components/desk/pager";
import { PageHeader, Panel } from "~/components/desk/panel";
import { When } from "~/components/desk/when";
import { channelWords } from "~/components/desk/words";
import type { DebtorId } from "~/domain/ids";
import { channels } from "~/domain/vocabulary";
import { deskContext } from "~/services/staff/desk-context.server";
import { previewReminder } from "~/services/reminders/preview-reminder.server";
import { readDebtor } from "~/services/desk/read-debtor.server";
import { sendReminderNow } from "~/services/reminders/send-reminder-now.server";

export const meta: MetaFunction = () => [{ title: "Send now · Tenfold" }];

const debtorIdSchema = z.uuid().transform((id) => id as DebtorId);
const channelSchema = z.enum(channels).catch("email");

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { app, db, vendor, now } = await deskContext(request);
  const id = debtorIdSchema.safeParse(params["id"]);
  const found = id.success ? await readDebtor({ db }, { vendor, debtorId: id.data, all: false, now }) : null;
  if (!found) throw new Response("No such debtor", { status: 404 });
  const { debtor } = found;
  // Somebody without an address is offered the other way first.
  const fallback = debtor.email === null && debtor.phone !== null ? "sms" : "email";
  const channel = channelSchema.parse(new URL(request.url).searchParams.get("channel") ?? fallback);
  const preview = await previewReminder(app, { vendorId: vendor.id, debtorId: debtor.id, channel, now });
  return {
    debtor: { id: debtor.id, name: debtor.name ?? debtor.reference },
    channel,
    preview,
    requestId: randomUUID(),
  };
}

const sendSchema = z.object({ channel: z.enum(channels), requestId: z.uuid() });

export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const debtorId = debtorIdSchema.parse(params["id"]);
  const form = sendSchema.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return data({ problem: "This form could not be read. Open it again." }, 400);
  const outcome = await sendReminderNow(
    { db },
    { vendorId: vendor.id, debtorId, ...form.data, requestedBy: user.id, now },
  );
  if (outcome.kind === "held") return data({ problem: outcome.reason }, 409);
  return redirect(`/desk/debtors/${debtorId}?sent=${form.data.channel}`);
}

export default function SendNow() {
  const { debtor, channel, preview, requestId } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={`Send ${debtor.name} a reminder now`}
        note="This is exactly what will go, with a link of their own."
      />
      <Tabs
        label="How to send it"
        tabs={channels.map((one) => ({
          label: channelWords[one],
          to: `/desk/debtors/${debtor.id}/send?channel=${one}`,
          current: one === channel,
        }))}
      />
      <div className="flex flex-col gap-4 pt-4">
        {problem && (
          <Notice tone="danger" title="It was not sent">
            {problem}
          </Notice>
        )}
        {preview.kind === "held" && (
          <Notice tone="warn" title="It cannot go now">
            {preview.reason}{" "}
            {preview.until && (
              <>
                Until <When at={preview.until} />.
              </>
            )}
          </Notice>
        )}
        {preview.email && <EmailPreview {...preview.email} />}
        {preview.sms && (
          <Panel>
            <SmsPreview {...preview.sms} />
          </Panel>
        )}
        <Form method="post" className="flex gap-2">
          <input type="hidden" name="channel" value={channel} />
          <input type="hidden" name="requestId" value={requestId} />
          <Button kind="primary" disabled={preview.kind === "held"}>
            Send this {channel === "email" ? "email" : "SMS"}
          </Button>
          <ButtonLink kind="quiet" to={`/desk/debtors/${debtor.id}`}>
            Cancel
          </ButtonLink>
        </Form>
      </div>
    </div>
  );
}
