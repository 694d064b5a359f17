import { Form } from "@remix-run/react";
import { Button, ButtonLink } from "./button";
import { Field, TextArea } from "./field";

interface Draft {
  channel: "email" | "sms";
  subject: string | null;
  body: string;
}

/** The words of a template. Preview shows them as they would arrive without saving them. */
export function TemplateForm({
  draft,
  problems,
}: {
  draft: Draft;
  problems: { subject?: string[] | undefined; body?: string[] | undefined } | null;
}) {
  const isEmail = draft.channel === "email";
  return (
    <Form
      method="post"
      className="flex flex-col gap-4"
      preventScrollReset
      key={`${draft.subject}\n${draft.body}`}
    >
      {isEmail && (
        <Field
          label="Subject"
          name="subject"
          defaultValue={draft.subject ?? ""}
          error={problems?.subject}
          autoComplete="off"
        />
      )}
      <TextArea
        label={isEmail ? "Text" : "Message"}
        name="body"
        defaultValue={draft.body}
        rows={isEmail ? 16 : 5}
        error={problems?.body}
        hint={
          isEmail
            ? "An empty line begins a paragraph. {{ pay_link }} on a line of its own becomes the button."
            : "Must fit one SMS of 160 characters, link included."
        }
      />
      <div className="flex flex-wrap gap-2">
        <Button name="intent" value="preview">
          Preview
        </Button>
        <Button kind="primary" name="intent" value="save">
          Save new version
        </Button>
        <ButtonLink kind="quiet" to="/desk/templates">
          Back to all
        </ButtonLink>
      </div>
    </Form>
  );
}
