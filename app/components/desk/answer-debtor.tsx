import { Form } from "@remix-run/react";
import { longestSmsAnswer, saidKinds } from "~/domain/conversation-forms";
import { latestPromise } from "~/domain/pay-link/answer";
import { answerNames } from "~/domain/timeline";
import type { Answerable } from "~/domain/answerable";
import { Notice } from "./badge";
import { Button } from "./button";
import { Checkbox, Field, Select, TextArea } from "./field";
import { formField } from "./form-field";
import { returnedTo, type ReturnedForm } from "./returned-form";

/** The box to answer in, by the channel they wrote on. */
export function AnswerForm({
  action,
  to,
  upTo,
  waits,
  requestId,
  returned,
}: {
  action: string;
  to: Extract<Answerable, { kind: "can" }>;
  upTo: Date | null;
  waits: boolean;
  requestId: string;
  returned: ReturnedForm | undefined;
}) {
  const back = returnedTo(returned, "answer");
  const field = formField(back?.result ?? undefined, {});
  const isSms = to.channel === "sms";
  const hint = isSms
    ? `By SMS to ${to.contact}, with your business’s name before it. At most ${longestSmsAnswer} ` +
      "characters; every 160 cost one SMS."
    : `By email to ${to.contact}, with your signature below it.`;
  return (
    <Form method="post" action={action} className="flex flex-col gap-3" noValidate>
      <input type="hidden" name="requestId" value={requestId} />
      <input type="hidden" name="upTo" value={upTo?.toISOString() ?? ""} />
      {back?.problem && <Notice tone="danger">{back.problem}</Notice>}
      <TextArea
        label="Answer"
        rows={3}
        required
        maxLength={isSms ? longestSmsAnswer : undefined}
        hint={hint}
        {...field("text")}
      />
      {waits && (
        <Checkbox label="This handles it: reminders go on" name="handled" value="yes" defaultChecked />
      )}
      <div>
        <Button name="intent" value="answer">
          Send answer
        </Button>
      </div>
    </Form>
  );
}

/** Turns their words into the answer that they are, as if they had given it on their page. */
export function SaidForm({
  action,
  upTo,
  today,
  words,
  returned,
}: {
  action: string;
  upTo: Date;
  today: string;
  words: string;
  returned: ReturnedForm | undefined;
}) {
  const back = returnedTo(returned, "said");
  const field = formField(back?.result ?? undefined, { note: words.slice(0, 1000) });
  const kinds = [
    { value: "", label: "Choose…" },
    ...saidKinds.map((kind) => ({ value: kind, label: answerNames[kind] })),
  ];
  return (
    <details open={back !== undefined}>
      <summary className="font-medium text-accent">Say what it comes to</summary>
      <Form method="post" action={action} className="flex flex-col gap-3 pt-2" noValidate>
        <input type="hidden" name="upTo" value={upTo.toISOString()} />
        <Select
          label="What they say"
          options={kinds}
          hint="Honoured as if they had answered on their page. “Wrong person” stops everything to them."
          {...field("kind")}
        />
        <Field
          label="By which day, if they promise to pay"
          type="date"
          min={today}
          max={latestPromise(today)}
          {...field("promisedOn")}
        />
        <TextArea label="In their words" rows={2} maxLength={1000} {...field("note")} />
        <div>
          <Button name="intent" value="said">
            Keep as their answer
          </Button>
        </div>
      </Form>
    </details>
  );
}
