import type { SubmissionResult } from "@conform-to/react";
import { Form } from "@remix-run/react";
import type { ReactNode } from "react";
import type { Currency } from "~/domain/money";
import { Button, type ButtonKind } from "./button";

/** A form about a balance that came back, as its action answered. */
export interface Refused {
  intent: string;
  about: string | null;
  result: SubmissionResult;
  requestId: string;
}

export interface RecordableBalance {
  currency: Currency;
  outstandingMinor: bigint;
}

/**
 * One thing to record, folded away until it is wanted; open when it came back with a problem. It says its
 * effect before its button.
 */
export function RecordForm({
  summary,
  intent,
  hidden,
  refused,
  effect,
  button,
  kind,
  children,
}: {
  summary: string;
  intent: string;
  hidden: Record<string, string>;
  refused: Refused | undefined;
  effect: ReactNode;
  button: string;
  kind?: ButtonKind;
  children: ReactNode;
}) {
  return (
    <details open={refused !== undefined}>
      <summary className="py-2.5 text-sm font-medium text-accent">{summary}</summary>
      <Form method="post" className="flex flex-col gap-4 pt-1 pb-4" preventScrollReset noValidate>
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {children}
        <p className="text-sm text-ink-soft">{effect}</p>
        <div>
          <Button kind={kind ?? "plain"} name="intent" value={intent}>
            {button}
          </Button>
        </div>
      </Form>
    </details>
  );
}
