import type { SubmissionResult } from "@conform-to/react";
import { Form } from "@remix-run/react";
import { callOutcomeNames } from "~/domain/timeline";
import type { CallOutcome } from "~/domain/vocabulary";
import { Button } from "./button";
import { classNames } from "./class-names";
import { Field, TextArea } from "./field";
import { formField } from "./form-field";

/** In the order of how often they are pressed. */
const oneTap = ["paid", "dispute", "refuses", "wrong_number"] as const satisfies CallOutcome[];

/** What follows from each, for whoever has recorded it. */
export const callEffects: Record<CallOutcome, string> = {
  no_answer: "The cadence goes on.",
  promise: "Reminders rest until that day and a little grace have passed.",
  paid: "Reminders rest until somebody has looked for the payment.",
  dispute: "Reminders rest until it is resolved.",
  wrong_number: "Nobody calls or texts that number again; email takes over where there is an address.",
  refuses: "Reminders rest until you decide how to go on.",
};

/**
 * What came of a call: one tap each, and a day for a promise. The note goes with whichever is pressed. What
 * Enter presses in the field of the day is the promise, which stands first.
 */
export function CallOutcomes({
  hidden,
  promise,
  result,
}: {
  hidden: Record<string, string>;
  promise: { from: string; to: string };
  result: SubmissionResult | undefined;
}) {
  const field = formField(result, { note: "", promisedOn: "" });
  return (
    <Form method="post" className="flex flex-col gap-4" preventScrollReset noValidate>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="flex flex-wrap items-end gap-2">
        <Field
          label="They will pay on"
          type="date"
          min={promise.from}
          max={promise.to}
          className="grow basis-36"
          {...field("promisedOn")}
        />
        <Outcome outcome="promise" />
      </div>
      <TextArea
        label="Note"
        rows={2}
        maxLength={1_000}
        hint="In their words. Needed where they say it is wrong."
        {...field("note")}
      />
      <div className="grid grid-cols-2 gap-2">
        <Outcome outcome="no_answer" className="col-span-2" />
        {oneTap.map((outcome) => (
          <Outcome key={outcome} outcome={outcome} />
        ))}
      </div>
    </Form>
  );
}

function Outcome({ outcome, className }: { outcome: CallOutcome; className?: string }) {
  return (
    <Button name="outcome" value={outcome} className={classNames("grow", className)}>
      {callOutcomeNames[outcome]}
    </Button>
  );
}
