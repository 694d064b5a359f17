import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { Button, ButtonLink } from "~/components/desk/button";
import { EmailPreview, SmsPreview } from "~/components/desk/message-preview";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { When } from "~/components/desk/when";
import { channelWords } from "~/components/desk/words";
import type { ReminderId } from "~/domain/ids";
import { templateTitle } from "~/domain/templates/names";
import { previewProposal } from "~/services/reminders/preview-proposal.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "A reminder that waits · Tenfold" }];

const idSchema = z.uuid().transform((id) => id as ReminderId);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { app, vendor, now } = await deskContext(request);
  const id = idSchema.safeParse(params["id"]);
  const found = id.success ? await previewProposal(app, { vendorId: vendor.id, id: id.data, now }) : null;
  return { found, seenAt: now };
}

export default function Proposal() {
  const { found, seenAt } = useLoaderData<typeof loader>();
  if (found === null) return <Gone />;
  const { id, debtorId, debtorName, channel, templateKey, preview } = found;
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={`${channelWords[channel]} to ${debtorName}`}
        note={
          <>
            {templateTitle(templateKey)}, exactly as it would go, with a link of their own.{" "}
            <Link className="link" to={`/desk/debtors/${debtorId}`}>
              Their page
            </Link>
          </>
        }
      />
      <div className="flex flex-col gap-4">
        {preview.kind === "held" && (
          <Notice tone="warn" title="It would not go at once">
            {preview.reason}{" "}
            {preview.until && (
              <>
                Until <When at={preview.until} />; released, it goes then.
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
        <Form method="post" action="/desk/today?index" className="flex flex-wrap gap-2">
          <input type="hidden" name="seenAt" value={seenAt.toISOString()} />
          <input type="hidden" name="reminder" value={id} />
          <Button kind="primary" name="intent" value="release-chosen">
            Release
          </Button>
          <Button name="leaveOut" value={id}>
            Leave out
          </Button>
          <ButtonLink kind="quiet" to="/desk/today">
            Back
          </ButtonLink>
        </Form>
      </div>
    </div>
  );
}

function Gone() {
  return (
    <Panel>
      <Empty title="It waits no more" action={<ButtonLink to="/desk/today">Back to today</ButtonLink>}>
        Somebody has released it or left it out, or its debtor has paid or answered.
      </Empty>
    </Panel>
  );
}
