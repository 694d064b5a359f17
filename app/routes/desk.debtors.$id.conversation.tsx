import { parseWithZod } from "@conform-to/zod/v4";
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { v7 as uuid } from "uuid";
import { z } from "zod";
import { ContactStop } from "~/components/desk/contact-stop";
import { Conversation } from "~/components/desk/conversation";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import type { ReturnedForm } from "~/components/desk/returned-form";
import { civilDateAt } from "~/domain/dates";
import {
  handledSchema,
  liftStopSchema,
  ourReplySchema,
  saidSchema,
  stopSchema,
} from "~/domain/conversation-forms";
import type { DebtorId } from "~/domain/ids";
import { answerDebtor } from "~/services/conversation/answer-debtor.server";
import { handleReplies, recordSaid } from "~/services/conversation/handle-replies.server";
import { readTalkPage } from "~/services/conversation/read-conversation.server";
import { resumeContact, stopContact } from "~/services/conversation/stop-contact.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "Conversation · Tenfold" }];

const debtorIdSchema = z.uuid().transform((id) => id as DebtorId);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const id = debtorIdSchema.safeParse(params["id"]);
  const found = id.success ? await readTalkPage({ db }, { vendor, debtorId: id.data, now }) : null;
  if (!found) throw new Response("No such debtor", { status: 404 });
  return { ...found, requestId: uuid() };
}

/** Each form of the conversation, and of the stop of all contact: parsed, done, and back to the debtor. */
export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const debtorId = debtorIdSchema.parse(params["id"]);
  const form = await request.formData();
  const intent = z.string().catch("").parse(form.get("intent"));
  const who = { vendorId: vendor.id, debtorId, by: user.id, now };
  const today = civilDateAt(now, vendor.timeZone);
  const refuse = (returned: Partial<ReturnedForm>) =>
    data({ intent, result: null, problem: null, ...returned } satisfies ReturnedForm, 400);
  const done = () => redirect(`/desk/debtors/${debtorId}#conversation`);
  switch (intent) {
    case "answer": {
      const talk = await readTalkPage({ db }, { vendor, debtorId, now });
      const channel = talk?.talk.answerable.kind === "can" ? talk.talk.answerable.channel : "email";
      const submission = parseWithZod(form, { schema: ourReplySchema(channel) });
      if (submission.status !== "success") return refuse({ result: submission.reply() });
      const { text, requestId, handled, upTo } = submission.value;
      const sent = await answerDebtor(
        { db },
        { ...who, text, requestId, handledUpTo: handled ? upTo : null },
      );
      if (sent.kind === "queued") return done();
      return refuse({ result: submission.reply(), problem: sent.reason });
    }
    case "said": {
      const submission = parseWithZod(form, { schema: saidSchema(today) });
      if (submission.status !== "success") return refuse({ result: submission.reply() });
      await recordSaid({ db }, { ...who, ...submission.value });
      return done();
    }
    case "stop-contact": {
      const submission = parseWithZod(form, { schema: stopSchema });
      if (submission.status !== "success") return refuse({ result: submission.reply() });
      await stopContact({ db }, { ...who, ...submission.value });
      return redirect(`/desk/debtors/${debtorId}`);
    }
    case "resume-contact": {
      const submission = parseWithZod(form, { schema: liftStopSchema });
      if (submission.status !== "success") return refuse({ result: submission.reply() });
      await resumeContact({ db }, { ...who, ...submission.value });
      return redirect(`/desk/debtors/${debtorId}`);
    }
    case "handled": {
      const submission = parseWithZod(form, { schema: handledSchema });
      if (submission.status === "success") await handleReplies({ db }, { ...who, ...submission.value });
      return done();
    }
    default:
      return done();
  }
}

export default function ConversationPage() {
  const { debtor, talk, today, requestId } = useLoaderData<typeof loader>();
  const returned = useActionData<typeof action>();
  const name = debtor.name ?? debtor.reference;
  return (
    <>
      <PageHeader
        title={`Conversation with ${name}`}
        note={
          <Link className="link" to={`/desk/debtors/${debtor.id}`}>
            All about {name}
          </Link>
        }
      />
      <div className="flex max-w-3xl flex-col gap-5">
        <Panel>
          {talk.items.length === 0 ? (
            <Empty title="Nothing was written yet">What they answer by SMS or email shows here.</Empty>
          ) : (
            <Conversation
              talk={talk}
              debtor={debtor}
              today={today}
              requestId={requestId}
              returned={returned}
            />
          )}
        </Panel>
        <Panel title={talk.stop ? "All contact is stopped" : "All contact"}>
          <ContactStop stop={talk.stop} debtorId={debtor.id} returned={returned} />
        </Panel>
      </div>
    </>
  );
}
