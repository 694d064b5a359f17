import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { Button, ButtonLink } from "~/components/desk/button";
import { Select } from "~/components/desk/field";
import { MessageList } from "~/components/desk/message-list";
import { Pager, Tabs } from "~/components/desk/pager";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { channelWords, purposeWords } from "~/components/desk/words";
import {
  messageFilterParams,
  messageStateGroupNames,
  messageStateGroups,
  readMessageFilter,
  type MessageFilter,
} from "~/domain/message-filter";
import { channels, messagePurposes } from "~/domain/vocabulary";
import { deskContext } from "~/services/staff/desk-context.server";
import { listMessagesPage } from "~/services/desk/list-messages.server";

export const meta: MetaFunction = () => [{ title: "Messages · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor } = await deskContext(request);
  const params = new URL(request.url).searchParams;
  const filter = readMessageFilter(params);
  return { filter, ...(await listMessagesPage({ db }, { vendorId: vendor.id, filter, params })) };
}

export default function Messages() {
  const { filter, rows, before, after } = useLoaderData<typeof loader>();
  const address = (said: Partial<MessageFilter>, cursor = "") =>
    `/desk/messages?${[messageFilterParams({ ...filter, ...said }).toString(), cursor]
      .filter(Boolean)
      .join("&")}`;
  const { channel, purpose, group } = filter;
  const isFiltered = channel !== null || purpose !== null || group !== null;
  return (
    <>
      <PageHeader title="Messages" note="What went out, what waits, and what was held and why." />
      <div className="flex flex-col gap-3 pb-4">
        <Form className="flex flex-wrap items-end gap-3">
          {group && <input type="hidden" name="state" value={group} />}
          <Select
            label="Channel"
            name="channel"
            defaultValue={channel ?? ""}
            className="grow basis-28 md:max-w-40"
            options={[
              { value: "", label: "All" },
              ...channels.map((value) => ({ value, label: channelWords[value] })),
            ]}
          />
          <Select
            label="Purpose"
            name="purpose"
            defaultValue={purpose ?? ""}
            className="grow basis-28 md:max-w-44"
            options={[
              { value: "", label: "All" },
              ...messagePurposes.map((value) => ({ value, label: purposeWords[value] })),
            ]}
          />
          <Button>Show</Button>
        </Form>
        <Tabs
          label="State"
          tabs={[null, ...messageStateGroupNames].map((name) => ({
            label: name === null ? "All" : messageStateGroups[name].label,
            to: address({ group: name }),
            current: group === name,
          }))}
        />
      </div>
      <Panel flush>
        {rows.length > 0 && <MessageList messages={rows} />}
        {rows.length === 0 && isFiltered && (
          <Empty
            title="No message fits"
            action={<ButtonLink to="/desk/messages">Show all messages</ButtonLink>}
          />
        )}
        {rows.length === 0 && !isFiltered && (
          <Empty
            title="Nothing was sent yet"
            action={<ButtonLink to="/desk/debtors">To the debtors</ButtonLink>}
          >
            Reminders go out by themselves once a balance is overdue. To send one now, open a debtor.
          </Empty>
        )}
        <Pager
          label="Pages of messages"
          previous={before && address({}, `before=${before}`)}
          next={after && address({}, `after=${after}`)}
        />
      </Panel>
    </>
  );
}
