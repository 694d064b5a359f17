import { Form } from "@remix-run/react";
import type { HoldKind } from "~/domain/vocabulary";
import { Notice } from "./badge";
import { Button } from "./button";
import { When } from "./when";
import { holdWords } from "./words";

/** A balance that nobody is reminded of until a person has decided, and the decision. */
export function HoldNotice({ holds }: { holds: readonly { id: string; kind: HoldKind; createdAt: Date }[] }) {
  const [first] = holds;
  if (!first) return null;
  return (
    <Notice tone="warn" title="On hold">
      {holds.map(({ id, kind, createdAt }) => (
        <p key={id}>
          Reopened by {holdWords[kind]} on <When at={createdAt} detail="day" />.
        </p>
      ))}
      <p>Reminders wait for your decision. The other way is to write it off, under Record.</p>
      <Form method="post" preventScrollReset className="pt-2">
        <Button name="intent" value="ask-again">
          Ask for it again
        </Button>
      </Form>
    </Notice>
  );
}
