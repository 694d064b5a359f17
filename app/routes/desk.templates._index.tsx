import {
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { TemplateList } from "~/components/desk/template-list";
import { parseTemplateName, templatePath } from "~/domain/templates/names";
import { deskContext } from "~/services/staff/desk-context.server";
import { readTemplates } from "~/services/templates/read-template.server";

export const meta: MetaFunction = () => [{ title: "Templates · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { app, vendor, now } = await deskContext(request);
  return { templates: await readTemplates(app, { vendorId: vendor.id, now }) };
}

const formSchema = z.object({ kind: z.string().catch(""), language: z.string().trim().catch("") });

/**
 * Leads to the editor of a template in another language, where it begins with the words of the nearest one.
 */
export async function action({ request }: ActionFunctionArgs) {
  await deskContext(request);
  const { kind, language } = formSchema.parse(Object.fromEntries(await request.formData()));
  const name = parseTemplateName(`${kind}.${language}`);
  return redirect(name ? templatePath(name) : "/desk/templates");
}

export default function Templates() {
  const { templates } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Templates"
        note="Your words, with fields that Tenfold fills in. Each has its versions, languages and a preview."
      />
      <Panel flush>
        {templates.length === 0 ? (
          <Empty title="No templates">They come with the vendor when it is set up.</Empty>
        ) : (
          <TemplateList templates={templates} />
        )}
      </Panel>
    </>
  );
}
