import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useActionData, useFetcher, useLoaderData, useSearchParams } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { languageName, LanguageLinks } from "~/components/desk/language-links";
import { PageHeader, Panel } from "~/components/desk/panel";
import { TemplateFields } from "~/components/desk/template-fields";
import { TemplateForm, templateFormId } from "~/components/desk/template-form";
import { TemplatePreview } from "~/components/desk/template-preview";
import { TemplateTest } from "~/components/desk/template-test";
import { TemplateVersions } from "~/components/desk/template-versions";
import { TemplateWarnings } from "~/components/desk/template-warnings";
import { channelWords } from "~/components/desk/words";
import type { DebtorId } from "~/domain/ids";
import { hasWordList } from "~/domain/templates/lint/word-languages";
import { parseTemplateName, templatePath, templateTitle, templateTitles } from "~/domain/templates/names";
import type { TemplateDraft, TemplateName } from "~/domain/templates/template";
import type { TemplateProblems } from "~/domain/templates/validate";
import { deskContext } from "~/services/staff/desk-context.server";
import { previewTemplate } from "~/services/templates/preview-template.server";
import { readTemplate } from "~/services/templates/read-template.server";
import {
  restoreTemplate,
  saveTemplate,
  type SaveTemplateOutcome,
} from "~/services/templates/save-template.server";
import { sendTest, type SendTestOutcome } from "~/services/templates/send-test.server";

export const meta: MetaFunction = () => [{ title: "Template · Tenfold" }];
export const handle = { hydrate: true };

const versionSchema = z.coerce.number().int().positive().max(2_147_483_647).nullable().catch(null);
const debtorSchema = z
  .uuid()
  .transform((id) => id as DebtorId)
  .nullable()
  .catch(null);
const searchSchema = z
  .string()
  .max(100)
  .transform((text) =>
    text
      .replace(/\p{Cc}/gu, " ")
      .toWellFormed()
      .trim(),
  )
  .catch("");

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { app, db, vendor, user, now } = await deskContext(request);
  const name = parseTemplateName(params["name"]);
  const query = new URL(request.url).searchParams;
  const version = versionSchema.parse(query.get("version"));
  const found = name && (await readTemplate({ db }, { vendorId: vendor.id, name, version }));
  if (!found) throw new Response("No such template", { status: 404 });
  const search = searchSchema.parse(query.get("find"));
  const debtorId = debtorSchema.parse(query.get("debtor"));
  return {
    ...found,
    currency: vendor.currency,
    email: user.email,
    shown: {
      search,
      ...(await previewTemplate(app, { vendorId: vendor.id, draft: found.draft, debtorId, search, now })),
    },
  };
}

const formSchema = z.object({
  subject: z.string().max(2_000, "Keep the subject under 150 characters.").optional(),
  body: z.string().max(20_000, "Keep the text under 5,000 characters."),
  debtor: debtorSchema,
  find: searchSchema,
  phone: z.string().max(60).catch(""),
  intent: z.enum(["preview", "save", "test"]),
});
const restoreSchema = z.object({ intent: z.literal("restore"), version: z.coerce.number().int().positive() });

/** What comes back of a form that did not lead elsewhere. */
interface Answer {
  draft: TemplateDraft;
  problems: TemplateProblems | null;
  conflict: boolean;
  test: SendTestOutcome | null;
  phone: string;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { app, db, vendor, user, now } = await deskContext(request);
  const name = parseTemplateName(params["name"]);
  if (!name || !(await readTemplate({ db }, { vendorId: vendor.id, name, version: null })))
    throw new Response("No such template", { status: 404 });
  const fields = Object.fromEntries(await request.formData());
  const by = { vendorId: vendor.id, writtenBy: user.id, now };
  const restore = restoreSchema.safeParse(fields);
  if (restore.success) return restored(name, await restoreTemplate(app, { ...by, name, ...restore.data }));
  const form = formSchema.safeParse(fields);
  if (!form.success) throw new Response("This form could not be read. Open it again.", { status: 400 });
  const { subject = "", body, debtor, find, phone, intent } = form.data;
  const draft = { ...name, subject: name.channel === "email" ? subject : null, body };
  const answer: Answer = { draft, problems: null, conflict: false, test: null, phone };
  let status = 200;
  if (intent === "save") {
    const outcome = await saveTemplate(app, { ...by, draft });
    if (outcome.kind === "saved") return redirect(`${templatePath(name)}?saved=${outcome.version}`);
    if (outcome.kind === "invalid") answer.problems = outcome.problems;
    else answer.conflict = true;
    status = outcome.kind === "invalid" ? 400 : 409;
  }
  if (intent === "test") {
    const to = { toEmail: user.email, toPhone: phone };
    answer.test = await sendTest(app, { vendorId: vendor.id, draft, ...to, now });
    status = { sent: 200, wrong_phone: 400, not_sent: 409, too_many: 429 }[answer.test.kind];
  }
  const trial = await previewTemplate(app, {
    vendorId: vendor.id,
    draft,
    debtorId: debtor,
    search: find,
    now,
  });
  return data({ ...answer, shown: { search: find, ...trial } }, status);
}

/** An earlier version cannot be used any more when a field that it names is gone; then it is left alone. */
function restored(name: TemplateName, outcome: SaveTemplateOutcome | null) {
  if (outcome?.kind === "saved") return redirect(`${templatePath(name)}?saved=${outcome.version}`);
  throw new Response(
    outcome === null
      ? "There is no such version."
      : "This version was not restored: it cannot be used any more, or someone saved another one just now.",
    { status: outcome === null ? 404 : 409 },
  );
}

export default function EditTemplate() {
  const loaded = useLoaderData<typeof loader>();
  const { draft: stored, version, versions } = loaded;
  const result = useActionData<typeof action>();
  const { live, onInput } = useLivePreview(`${templatePath(stored)} ${version} ${versions.length}`);
  const [search] = useSearchParams();
  const shown = live ?? result?.shown ?? loaded.shown;
  return (
    <div onInput={onInput}>
      <PageHeader
        title={`${templateTitle(stored.key)} · ${channelWords[stored.channel]}`}
        note={
          <>
            {templateTitles[stored.key]?.use} {languageName(stored.language)},{" "}
            {version === 0
              ? "not yet written; these are the words of another language"
              : `version ${version}`}
            .
          </>
        }
      />
      <div className="grid gap-5 xl:grid-cols-2 xl:grid-rows-[auto_1fr]">
        <div className="flex min-w-0 flex-col gap-5">
          {search.has("saved") && !result && <Notice tone="good">Saved. Messages from now on use it.</Notice>}
          {result?.conflict && (
            <Notice tone="danger">
              Someone else saved this template just now. Look at theirs, then save again.
            </Notice>
          )}
          <Panel>
            <TemplateForm
              key={`${templatePath(stored)} ${version}`}
              draft={result?.draft ?? stored}
              problems={result?.problems ?? null}
            />
          </Panel>
          <Panel title="What speaks against it">
            <TemplateWarnings warnings={shown.warnings} isLanguageKnown={hasWordList(stored.language)} />
          </Panel>
        </div>
        <Side loaded={loaded} shown={shown} result={result} />
        <Panel title="Fields" className="self-start xl:col-start-1 xl:row-start-2">
          <TemplateFields />
        </Panel>
      </div>
    </div>
  );
}

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;
type Result = ReturnType<typeof useActionData<typeof action>>;

/** What becomes of the words: as they arrive, as a test, in other languages and in earlier versions. */
function Side({ loaded, shown, result }: { loaded: Loaded; shown: Loaded["shown"]; result: Result }) {
  const { draft, version, versions, currency, email } = loaded;
  return (
    <div className="flex min-w-0 flex-col gap-5 xl:row-span-2">
      <Panel title="Preview">
        <TemplatePreview shown={shown} currency={currency} search={shown.search} />
      </Panel>
      {draft.channel !== "call" && (
        <Panel title="Try it on yourself">
          <TemplateTest
            channel={draft.channel}
            email={email}
            phone={result?.phone ?? ""}
            result={result?.test ?? null}
          />
        </Panel>
      )}
      <Panel title="Languages">
        <LanguageLinks name={draft} languages={loaded.languages} />
      </Panel>
      <Panel title="Versions">
        <TemplateVersions
          path={templatePath(draft)}
          versions={versions}
          current={version}
          changes={loaded.changes}
        />
      </Panel>
    </div>
  );
}

/** Between two letters of somebody who writes fluently; long enough not to ask for each of them. */
const pauseMs = 400;

/** Asks for the preview again while it is being written; without JavaScript the button does. */
function useLivePreview(of: string) {
  const fetcher = useFetcher<typeof action>({ key: `preview ${of}` });
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), [of]);
  const onInput = () => {
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => {
      const form = document.getElementById(templateFormId);
      if (!(form instanceof HTMLFormElement)) return;
      const fields = new FormData(form);
      fields.set("intent", "preview");
      fetcher.submit(fields, { method: "post" });
    }, pauseMs);
  };
  return { live: fetcher.data && "shown" in fetcher.data ? fetcher.data.shown : null, onInput };
}
