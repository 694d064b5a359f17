import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Link, useActionData, useLoaderData, useSearchParams } from "@remix-run/react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { EmailPreview, SmsPreview } from "~/components/desk/message-preview";
import { PageHeader, Panel } from "~/components/desk/panel";
import { TemplateForm } from "~/components/desk/template-form";
import { When } from "~/components/desk/when";
import { channelWords } from "~/components/desk/words";
import { parseTemplateName, templateFields, templatePath, templateTitle } from "~/domain/templates/names";
import { deskContext } from "~/services/staff/desk-context.server";
import { previewTemplate, type TemplatePreview } from "~/services/templates/preview-template.server";
import { readTemplate } from "~/services/templates/read-template.server";
import { saveTemplate } from "~/services/templates/save-template.server";

export const meta: MetaFunction = () => [{ title: "Template · Tenfold" }];

const versionSchema = z.coerce.number().int().positive().nullable().catch(null);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { app, db, vendor, now } = await deskContext(request);
  const name = parseTemplateName(params["name"]);
  const version = versionSchema.parse(new URL(request.url).searchParams.get("version"));
  const found = name && (await readTemplate({ db }, { vendorId: vendor.id, name, version }));
  if (!found) throw new Response("No such template", { status: 404 });
  return {
    ...found,
    preview: await previewTemplate(app, { vendor, draft: found.draft, debtorId: null, now }),
  };
}

const formSchema = z.object({
  subject: z.string().max(2_000).optional(),
  body: z.string().max(20_000),
  intent: z.enum(["preview", "save"]),
});

export async function action({ request, params }: ActionFunctionArgs) {
  const { app, vendor, user, now } = await deskContext(request);
  const name = parseTemplateName(params["name"]);
  if (!name) throw new Response("No such template", { status: 404 });
  const form = formSchema.parse(Object.fromEntries(await request.formData()));
  const draft = { ...name, subject: name.channel === "email" ? (form.subject ?? "") : null, body: form.body };
  const preview = await previewTemplate(app, { vendor, draft, debtorId: null, now });
  if (form.intent === "preview") return data({ draft, preview, problems: null, conflict: false });
  const outcome = await saveTemplate(app, { vendorId: vendor.id, draft, writtenBy: user.id, now });
  switch (outcome.kind) {
    case "saved":
      return redirect(`${templatePath(name)}?saved=${outcome.version}`);
    case "invalid":
      return data({ draft, preview, problems: outcome.problems, conflict: false }, 400);
    case "conflict":
      return data({ draft, preview, problems: null, conflict: true }, 409);
  }
}

export default function EditTemplate() {
  const { draft: stored, version, versions, preview: storedPreview } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const [search] = useSearchParams();
  const draft = result?.draft ?? stored;
  const language = new Intl.DisplayNames("en", { type: "language" }).of(stored.language);
  return (
    <>
      <PageHeader
        title={`${templateTitle(stored.key)} · ${channelWords[stored.channel]}`}
        note={`${language} · ${
          version === 0 ? "not yet written; these are the words of another language" : `version ${version}`
        }`}
      />
      <div className="grid gap-5 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          {search.has("saved") && !result && <Notice tone="good">Saved. Messages from now on use it.</Notice>}
          {result?.conflict && (
            <Notice tone="danger">
              Someone else saved this template just now. Look at theirs, then save again.
            </Notice>
          )}
          <Panel>
            <TemplateForm draft={draft} problems={result?.problems ?? null} />
          </Panel>
          <Panel title="Fields">
            <Fields />
          </Panel>
          <Panel title="Versions">
            <Versions path={templatePath(stored)} versions={versions} current={version} />
          </Panel>
        </div>
        <Panel title="Preview" className="self-start max-xl:row-start-1">
          <Preview preview={result?.preview ?? storedPreview} />
        </Panel>
      </div>
    </>
  );
}

function Preview({ preview }: { preview: TemplatePreview }) {
  switch (preview.kind) {
    case "nobody":
      return (
        <p className="text-sm text-ink-soft">
          Nobody owes anything now, so there is no debtor to show it with.
        </p>
      );
    case "problem":
      return (
        <Notice tone="danger" title="It cannot be sent like this">
          {preview.problem}
        </Notice>
      );
    case "email":
      return (
        <>
          <ShownWith name={preview.debtorName} />
          <EmailPreview to={null} subject={preview.subject} html={preview.html} />
        </>
      );
    case "sms":
      return (
        <>
          <ShownWith name={preview.debtorName} />
          <SmsPreview to={null} {...preview} />
        </>
      );
  }
}

function ShownWith({ name }: { name: string }) {
  return <p className="pb-2 text-sm text-ink-soft">As {name} would get it today</p>;
}

function Fields() {
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-sm">
      {templateFields.map(({ field, meaning }) => (
        <div key={field} className="contents">
          <dt>
            <code>{field}</code>
          </dt>
          <dd className="text-ink-soft">{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}

type Version = Awaited<ReturnType<typeof loader>>["versions"][number];

function Versions({ path, versions, current }: { path: string; versions: Version[]; current: number }) {
  if (versions.length === 0) return <p className="text-sm text-ink-soft">None yet.</p>;
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {versions.map(({ version, writtenBy, createdAt }) => (
        <li key={version} className="flex flex-wrap gap-x-3">
          {version === current ? (
            <span className="font-medium">Version {version}</span>
          ) : (
            <Link className="link" to={`${path}?version=${version}`}>
              Version {version}
            </Link>
          )}
          <span className="text-ink-soft">
            {writtenBy ? (
              <>
                your staff, <When at={createdAt} />
              </>
            ) : (
              "came with Tenfold"
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
