import {
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { Button } from "~/components/desk/button";
import { Field, Select } from "~/components/desk/field";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { Cell, Row, Table } from "~/components/desk/table";
import { When } from "~/components/desk/when";
import { channelWords } from "~/components/desk/words";
import { parseTemplateName, templatePath, templateTitle, templateTitles } from "~/domain/templates/names";
import { deskContext } from "~/services/staff/desk-context.server";
import { readTemplates } from "~/services/templates/read-template.server";

export const meta: MetaFunction = () => [{ title: "Templates · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor } = await deskContext(request);
  return { templates: await readTemplates({ db }, { vendorId: vendor.id }) };
}

/**
 * Leads to the editor of a template in another language, where it begins with the words of the nearest one.
 */
export async function action({ request }: ActionFunctionArgs) {
  await deskContext(request);
  const form = await request.formData();
  const { kind, language } = z
    .object({ kind: z.string().catch(""), language: z.string().trim().catch("") })
    .parse(Object.fromEntries(form));
  const name = parseTemplateName(`${kind}.${language}`);
  return redirect(name ? templatePath(name) : "/desk/templates");
}

export default function Templates() {
  const { templates } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Templates"
        note="Your words, with fields that Tenfold fills in. Saving makes a new version."
      />
      <div className="flex flex-col gap-5">
        <Panel flush>
          {templates.length === 0 ? (
            <Empty title="No templates">They come with the vendor when it is set up.</Empty>
          ) : (
            <TemplateTable templates={templates} />
          )}
        </Panel>
        {templates.length > 0 && (
          <Panel title="Write one in another language">
            <AnotherLanguage templates={templates} />
          </Panel>
        )}
      </div>
    </>
  );
}

type Listed = Awaited<ReturnType<typeof loader>>;

function TemplateTable({ templates }: Listed) {
  const languageNames = new Intl.DisplayNames("en", { type: "language" });
  const columns = [
    { label: "Template" },
    { label: "Channel" },
    { label: "Language" },
    { label: "Version", wideOnly: true },
  ];
  return (
    <Table caption="Templates" columns={columns}>
      {templates.map((template) => (
        <Row key={template.id}>
          <Cell>
            <Link to={templatePath(template)} className="font-medium after:absolute after:inset-0">
              {templateTitle(template.key)}
            </Link>
            <span className="block text-ink-soft @max-2xl:hidden">{templateTitles[template.key]?.use}</span>
          </Cell>
          <Cell>{channelWords[template.channel]}</Cell>
          <Cell>{languageNames.of(template.language)}</Cell>
          <Cell wideOnly className="text-ink-soft">
            {template.version} ·{" "}
            {template.writtenBy ? <When at={template.createdAt} detail="day" /> : "came with Tenfold"}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function AnotherLanguage({ templates }: Listed) {
  const kinds = new Map(
    templates.map(({ key, channel }) => [
      `${key}.${channel}`,
      `${templateTitle(key)} · ${channelWords[channel]}`,
    ]),
  );
  return (
    <Form method="post" className="flex flex-wrap items-end gap-3">
      <Select
        label="Template"
        name="kind"
        className="min-w-56"
        options={[...kinds].map(([value, label]) => ({ value, label }))}
      />
      <Field
        label="Language"
        name="language"
        placeholder="fr"
        required
        pattern="[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"
        className="w-32"
      />
      <Button>Write it</Button>
    </Form>
  );
}
