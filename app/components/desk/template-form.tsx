import { Form } from "@remix-run/react";
import type { ContactChannel } from "~/domain/vocabulary";
import { Button, ButtonLink } from "./button";
import { Field, TextArea } from "./field";

interface Draft {
  channel: ContactChannel;
  subject: string | null;
  body: string;
}

/** The form's own name: what stands elsewhere on the page belongs to it all the same. */
export const templateFormId = "template";

const texts: Record<ContactChannel, { label: string; rows: number; hint: string }> = {
  email: {
    label: "Text",
    rows: 18,
    hint: "An empty line begins a paragraph. {{ pay_link }} on a line of its own becomes the button.",
  },
  sms: { label: "Message", rows: 5, hint: "It goes as one SMS of 160 characters, link included." },
  call: {
    label: "Script",
    rows: 22,
    hint: "What to say, and what to say to each answer. Whoever calls reads it from the page.",
  },
};

/** The words of a template. Preview shows them as they would arrive without saving them. */
export function TemplateForm({
  draft,
  problems,
}: {
  draft: Draft;
  problems: { subject?: string[] | undefined; body?: string[] | undefined } | null;
}) {
  const { label, rows, hint } = texts[draft.channel];
  return (
    <Form id={templateFormId} method="post" className="flex flex-col gap-4" preventScrollReset>
      {draft.channel === "email" && (
        <Field
          label="Subject"
          name="subject"
          defaultValue={draft.subject ?? ""}
          error={problems?.subject}
          autoComplete="off"
        />
      )}
      <TextArea
        label={label}
        name="body"
        defaultValue={draft.body}
        rows={rows}
        error={problems?.body}
        hint={hint}
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
