import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { EventList } from "~/components/stripe/event-list";
import type { StripeEventId } from "~/domain/ids";
import { listStripeEvents, replayVendorEvent } from "~/services/desk/stripe-events.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "News from Stripe · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor } = await deskContext(request);
  return { events: await listStripeEvents({ db }, { vendorId: vendor.id }) };
}

const eventIdSchema = z
  .string()
  .max(255)
  .transform((id) => id as StripeEventId);

export async function action({ request }: ActionFunctionArgs) {
  const { app, vendor, now } = await deskContext(request);
  const eventId = eventIdSchema.safeParse((await request.formData()).get("eventId"));
  const unknown = { outcome: "not_in_the_inbox" } as const;
  if (!eventId.success) return data(unknown, 400);
  const replayed = await replayVendorEvent(app, { vendorId: vendor.id, eventId: eventId.data, now });
  return data(replayed, replayed.outcome === "not_in_the_inbox" ? 404 : 200);
}

export default function StripeEvents() {
  const { events } = useLoaderData<typeof loader>();
  return (
    <div className="max-w-3xl">
      <PageHeader
        title="News from Stripe"
        note={
          "What Stripe told us and could not be applied. After a dozen tries over some hours it is set " +
          "aside here; nothing else waits for it."
        }
      />
      <div className="flex flex-col gap-4">
        <Outcome />
        <Panel flush>
          {events.length === 0 ? (
            <Empty title="Nothing is set aside">Everything Stripe told us has had its effect.</Empty>
          ) : (
            <EventList events={events} />
          )}
        </Panel>
      </div>
    </div>
  );
}

function Outcome() {
  const replayed = useActionData<typeof action>();
  switch (replayed?.outcome) {
    case undefined:
      return null;
    case "applied":
      return <Notice tone="good">Done: {replayed.what}.</Notice>;
    case "failed":
      return (
        <Notice tone="danger" title="It failed again.">
          {replayed.error} It is tried again by itself, and comes back here as set aside if it keeps failing.
          Then the operator of this portal has to look at it.
        </Notice>
      );
    case "not_in_the_inbox":
      return <Notice tone="danger">There is no such event of yours.</Notice>;
  }
}
