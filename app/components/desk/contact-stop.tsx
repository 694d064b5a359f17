import { Form } from "@remix-run/react";
import { stopReasonNames } from "~/domain/timeline";
import { contactStopReasons, type ContactStopReason } from "~/domain/vocabulary";
import { Button } from "./button";
import { Field, Select, TextArea } from "./field";
import { formField } from "./form-field";
import { returnedTo, type ReturnedForm } from "./returned-form";
import { When } from "./when";

interface Stop {
  reason: ContactStopReason;
  note: string | null;
  stoppedAt: Date;
}

const reasons = [
  { value: "", label: "Choose…" },
  ...contactStopReasons.map((reason) => ({ value: reason, label: stopReasonNames[reason] })),
];

/** That nobody contacts this debtor any more, and why; or the way to have it so. */
export function ContactStop({
  stop,
  debtorId,
  returned,
}: {
  stop: Stop | null;
  debtorId: string;
  returned?: ReturnedForm | undefined;
}) {
  const action = `/desk/debtors/${debtorId}/conversation`;
  return stop === null ? (
    <StopForm action={action} returned={returned} />
  ) : (
    <div className="flex flex-col gap-2 text-sm">
      <p>
        <span className="font-medium">{stopReasonNames[stop.reason]}.</span> Nobody reminds, calls or answers
        them since <When at={stop.stoppedAt} />. Their links keep opening.
      </p>
      {stop.note && (
        <blockquote className="border-l-2 border-line pl-3 wrap-anywhere">{stop.note}</blockquote>
      )}
      <ResumeForm action={action} returned={returned} />
    </div>
  );
}

function StopForm({ action, returned }: { action: string; returned: ReturnedForm | undefined }) {
  const back = returnedTo(returned, "stop-contact");
  const field = formField(back?.result ?? undefined, {});
  return (
    <details open={back !== undefined}>
      <summary className="text-sm text-ink-soft hover:text-ink">Stop all contact</summary>
      <Form method="post" action={action} className="flex flex-col gap-3 pt-2" noValidate>
        <p className="text-sm">
          No reminder, call or answer goes to them from now on, at any address, also after an import. Links
          they hold keep opening, and a plan that runs goes on until you end it. You can take this back with a
          reason.
        </p>
        <Select label="Why" options={reasons} {...field("reason")} />
        <TextArea
          label="Note"
          rows={2}
          maxLength={500}
          hint="Who represents them, a case number. Empty: none."
          {...field("note")}
        />
        <div>
          <Button kind="danger" name="intent" value="stop-contact">
            Stop all contact
          </Button>
        </div>
      </Form>
    </details>
  );
}

function ResumeForm({ action, returned }: { action: string; returned: ReturnedForm | undefined }) {
  const back = returnedTo(returned, "resume-contact");
  const field = formField(back?.result ?? undefined, {});
  return (
    <details open={back !== undefined}>
      <summary className="text-ink-soft hover:text-ink">Allow contact again</summary>
      <Form method="post" action={action} className="flex flex-col items-start gap-3 pt-2" noValidate>
        <Field
          label="Why they may be contacted again"
          required
          maxLength={300}
          className="w-full"
          hint="Kept on the timeline. Reminders go on if something is overdue."
          {...field("reason")}
        />
        <Button name="intent" value="resume-contact">
          Allow contact again
        </Button>
      </Form>
    </details>
  );
}
