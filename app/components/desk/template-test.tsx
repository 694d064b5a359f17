import type { Channel } from "~/domain/vocabulary";
import { Notice } from "./badge";
import { Button } from "./button";
import { Field } from "./field";
import { templateFormId } from "./template-form";
import { When } from "./when";

export type TestResult =
  | { kind: "sent"; to: string }
  | { kind: "wrong_phone"; problem: string }
  | { kind: "not_sent"; problem: string }
  | { kind: "too_many"; until: Date };

/** Sends what is in the form to whoever is writing it, through the real provider. */
export function TemplateTest({
  channel,
  email,
  phone,
  result,
}: {
  channel: Channel;
  email: string;
  /** As it was typed before. */
  phone: string;
  result: TestResult | null;
}) {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-ink-soft">
        {channel === "email" ? `It goes to you, at ${email}. ` : "It goes to the number you write. "}
        It says that it is a test, is about an invented debtor, and its link leads nowhere. Ten an hour.
      </p>
      {channel === "sms" && (
        <Field
          label="Your phone"
          name="phone"
          type="tel"
          form={templateFormId}
          defaultValue={phone}
          error={result?.kind === "wrong_phone" ? result.problem : undefined}
          className="max-w-60"
        />
      )}
      <div>
        <Button form={templateFormId} name="intent" value="test">
          Send a test
        </Button>
      </div>
      {result && <Outcome result={result} />}
    </div>
  );
}

function Outcome({ result }: { result: TestResult }) {
  switch (result.kind) {
    case "sent":
      return <Notice tone="good">The test is on its way to {result.to}.</Notice>;
    case "not_sent":
      return (
        <Notice tone="danger" title="It was not sent">
          {result.problem}
        </Notice>
      );
    case "too_many":
      return (
        <Notice tone="warn" title="That was ten tests in an hour">
          The next can go after <When at={result.until} />.
        </Notice>
      );
    case "wrong_phone":
      return null;
  }
}
