import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Badge } from "~/components/desk/badge";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { When } from "~/components/desk/when";
import { channelWords, plural } from "~/components/desk/words";
import { listWaitingReplies } from "~/services/conversation/list-replies.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "Replies · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor } = await deskContext(request);
  return listWaitingReplies({ db }, { vendorId: vendor.id });
}

export default function Replies() {
  const { replies, total } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Replies"
        note={total === 0 ? null : `${plural(total, "debtor")} waiting for an answer`}
      />
      <Panel flush>
        {replies.length === 0 ? (
          <Empty title="Nobody waits for an answer">
            What debtors answer by SMS or email shows here until a person has handled it.
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {replies.map((reply) => (
              <li key={reply.id} className="relative px-4 py-3 text-sm hover:bg-raised/60">
                <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
                  <Badge tone="warn">{channelWords[reply.channel]}</Badge>
                  <Link
                    to={`/desk/debtors/${reply.debtorId}#conversation`}
                    className="min-w-0 grow font-medium wrap-anywhere after:absolute after:inset-0"
                  >
                    {reply.debtorName}
                  </Link>
                  <span className="text-ink-soft whitespace-nowrap">
                    since <When at={reply.since} />
                  </span>
                </div>
                <p className="line-clamp-2 pt-1 wrap-anywhere">
                  {reply.body}
                  {reply.count > 1 && <span className="text-ink-soft"> and {reply.count - 1} before it</span>}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {total > replies.length && (
        <p className="pt-3 text-sm text-ink-soft">
          The {replies.length} that wait longest. The others show once these are handled.
        </p>
      )}
    </>
  );
}
