import { Form } from "@remix-run/react";
import type { AnswerKind, AnswerState } from "~/domain/vocabulary";
import { answerNames } from "~/domain/timeline";
import { Amount } from "./amount";
import { Badge } from "./badge";
import { Button } from "./button";
import { Field } from "./field";
import { Day, When } from "./when";
import { answerStateWords } from "./words";

export interface ListedAnswer {
  id: string;
  kind: AnswerKind;
  state: AnswerState;
  note: string | null;
  promisedOn: string | null;
  amountMinor: bigint | null;
  answeredAt: Date;
  closedAt: Date | null;
  closedReason: string | null;
}

/** What a debtor said. With `closable`, what is still open can be closed by a person with a reason. */
export function AnswerList({
  answers,
  currency,
  closable,
  problem,
}: {
  answers: readonly ListedAnswer[];
  currency: string;
  closable: boolean;
  problem?: string | undefined;
}) {
  return (
    <ul className="flex flex-col gap-3 text-sm">
      {answers.map((answer) => {
        const state = answerStateWords[answer.state];
        const waits = answer.state === "open" || answer.state === "broken";
        return (
          <li key={answer.id} className="flex flex-col gap-1">
            <div className="flex flex-wrap items-baseline gap-2">
              <span className="font-medium">{answerNames[answer.kind]}</span>
              <Badge tone={state.tone}>{state.label}</Badge>
              <span className="text-xs text-ink-soft">
                <When at={answer.answeredAt} />
              </span>
            </div>
            {answer.promisedOn && (
              <p>
                By <Day on={answer.promisedOn} />
              </p>
            )}
            {answer.amountMinor !== null && (
              <p>
                <Amount amountMinor={answer.amountMinor} currency={currency} />
              </p>
            )}
            {answer.note && (
              <blockquote className="border-l-2 border-line pl-3 wrap-anywhere">{answer.note}</blockquote>
            )}
            {answer.closedReason && <p className="text-ink-soft">{answer.closedReason}</p>}
            {closable && waits && <CloseAnswer answerId={answer.id} problem={problem} />}
          </li>
        );
      })}
    </ul>
  );
}

function CloseAnswer({ answerId, problem }: { answerId: string; problem: string | undefined }) {
  return (
    <details open={problem !== undefined}>
      <summary className="text-accent">Close this answer</summary>
      <Form method="post" className="flex flex-col items-start gap-3 pt-2" preventScrollReset>
        <input type="hidden" name="answerId" value={answerId} />
        <Field
          label="What was agreed"
          name="reason"
          required
          maxLength={300}
          error={problem}
          className="w-full"
          hint="Kept on the timeline. Closing it lets reminders go on if something is still outstanding."
        />
        <Button name="intent" value="close-answer">
          Close answer
        </Button>
      </Form>
    </details>
  );
}
