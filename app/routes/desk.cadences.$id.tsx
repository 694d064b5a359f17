import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useActionData, useLoaderData, useSearchParams } from "@remix-run/react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { Button, ButtonLink } from "~/components/desk/button";
import { CadenceEditor } from "~/components/desk/cadence/cadence-editor";
import { CadenceEffectView } from "~/components/desk/cadence/cadence-effect";
import { CadenceProblems } from "~/components/desk/cadence/cadence-problems";
import { PageHeader, Panel } from "~/components/desk/panel";
import { plural } from "~/components/desk/words";
import {
  changeRows,
  isRowIntent,
  readCadenceText,
  writeCadenceText,
  type CadenceText,
  type FormProblems,
} from "~/domain/cadence/cadence-form";
import { useOf } from "~/domain/cadence/change";
import { cadencePresets } from "~/domain/cadence/presets";
import type { CadenceId } from "~/domain/ids";
import { applyChange } from "~/services/cadences/apply-change.server";
import type { CadenceEffect } from "~/domain/cadence/effect";
import { readCadence } from "~/services/cadences/read-cadences.server";
import { fingerprintOf, reviewEdit } from "~/services/cadences/review-edit.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const handle = { hydrate: true };
export const meta: MetaFunction<typeof loader> = ({ data: found }) => [
  { title: `${found?.cadence.name ?? "Cadence"} · Tenfold` },
];

const cadenceIdSchema = z.uuid().transform((id) => id as CadenceId);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor } = await deskContext(request);
  const id = cadenceIdSchema.safeParse(params["id"]);
  const found = id.success ? await readCadence({ db }, { vendor, cadenceId: id.data }) : null;
  if (!found) throw notFound();
  const wanted = new URL(request.url).searchParams.get("preset");
  const preset = cadencePresets.find(({ name }) => name === wanted) ?? null;
  const { cadence, contacts } = found;
  const { name } = cadence;
  const draft = { ...cadence, ...preset, name, use: useOf(cadence), steps: [...(preset ?? cadence).steps] };
  return {
    cadence,
    contacts,
    preset: preset?.name ?? null,
    presets: cadencePresets.map((one) => one.name),
    text: writeCadenceText(draft, vendor),
    currency: vendor.currency,
    reminderMode: vendor.reminderMode,
  };
}

interface Answer {
  text: CadenceText;
  row: number | null;
  problems: FormProblems | null;
  /** What saving it would do, once that was asked for. */
  review: { effect: CadenceEffect; fingerprint: string } | null;
  /** What the person should know first. */
  news: "changed_since_preview" | "conflict" | null;
  version: number;
}

const formSchema = z.object({
  intent: z.string().max(20).catch("preview"),
  version: z.coerce.number().int().positive(),
  previewed: z.string().max(64).catch(""),
});

export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const cadenceId = cadenceIdSchema.parse(params["id"]);
  const form = await request.formData();
  const { intent, version, previewed } = formSchema.parse(Object.fromEntries(form));
  const text = readCadenceText(form);
  const answer: Answer = { text, row: null, problems: null, review: null, news: null, version };
  if (isRowIntent(intent)) return data({ ...answer, ...changeRows(text, intent) });
  const review = await reviewEdit({ db }, { vendor, cadenceId, text, now });
  if (review.kind === "gone") throw notFound();
  if (review.kind === "problems") return data({ ...answer, problems: review.problems }, 400);
  const fingerprint = fingerprintOf(text);
  const shown = { ...answer, review: { effect: review.effect, fingerprint } };
  if (intent !== "apply") return data(shown);
  if (previewed !== fingerprint) return data({ ...shown, news: "changed_since_preview" as const });
  const change = { kind: "edit", draft: review.draft } as const;
  const outcome = await applyChange({ db }, { vendor, cadenceId, version, change, now });
  switch (outcome.kind) {
    case "applied":
      return redirect(`/desk/cadences/${cadenceId}?applied=${outcome.debtors}`);
    case "conflict":
      return data({ ...shown, news: "conflict" as const, version: outcome.version }, 409);
    case "refused":
      return data({ ...answer, problems: outcome.problems }, 400);
    case "gone":
      throw notFound();
  }
}

function notFound(): Response {
  return new Response("No such cadence", { status: 404 });
}

export default function EditCadence() {
  const page = useLoaderData<typeof loader>();
  const { cadence, contacts, currency, preset } = page;
  const result = useActionData<typeof action>();
  const text = result?.text ?? page.text;
  const problems = result?.problems ?? null;
  const hidden = {
    version: `${result?.version ?? cadence.version}`,
    previewed: result?.review?.fingerprint ?? "",
  };
  return (
    <div className="max-w-5xl">
      <CadenceHeader cadence={cadence} />
      <div className="flex flex-col gap-5">
        <News {...page} isAnswer={result !== undefined} />
        <CadenceEditor
          // What is shown comes from the server whole, so that a moved row takes its fields along.
          key={`${cadence.id} ${cadence.version} ${preset} ${JSON.stringify(text)} ${result?.row}`}
          text={text}
          problems={problems ?? {}}
          contacts={contacts}
          currency={currency}
          isDefault={cadence.isDefault}
          currentRow={result?.row ?? null}
          hidden={hidden}
        >
          <Review result={result} />
        </CadenceEditor>
        {!result && <PresetLinks {...page} />}
      </div>
    </div>
  );
}

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

function CadenceHeader({ cadence: { name, pausedAt, isDefault } }: Pick<Page, "cadence">) {
  return (
    <PageHeader
      title={name}
      note="Counted from the due date of the oldest balance; every change holds at once for those under way."
      actions={
        <>
          <ButtonLink to={pausedAt ? "resume" : "pause"}>{pausedAt ? "Resume" : "Pause"}</ButtonLink>
          {!isDefault && (
            <ButtonLink kind="danger" to="delete">
              Delete
            </ButtonLink>
          )}
        </>
      }
    />
  );
}

/** What has just been done, and what keeps the cadence from working as it is. */
function News({ cadence, preset, reminderMode, isAnswer }: Page & { isAnswer: boolean }) {
  const search = useSearchParams()[0];
  const applied = z.coerce
    .number()
    .int()
    .min(0)
    .safeParse(search.get("applied") ?? undefined);
  return (
    <>
      {applied.success && !isAnswer && (
        <Notice tone="good">
          Saved. {plural(applied.data, "debtor")} {applied.data === 1 ? "goes" : "go"} by it from now on.
        </Notice>
      )}
      {search.has("added") && !isAnswer && (
        <Notice tone="good">Added. Nobody is in it until you say below whom it is for.</Notice>
      )}
      {preset && !isAnswer && (
        <Notice title={`These are the steps of “${preset}”, not saved yet.`}>
          See what they would do with “Preview the effect”, at the end.
        </Notice>
      )}
      {cadence.pausedAt && (
        <Notice tone="warn">It is paused: nothing goes to those in it until you resume it.</Notice>
      )}
      {reminderMode === "off" && (
        <Notice tone="warn">Reminders are off, so no cadence does anything now.</Notice>
      )}
    </>
  );
}

function Review({ result }: { result: ReturnType<typeof useActionData<typeof action>> }) {
  const effect = result?.review?.effect;
  return (
    <div id="review" className="flex scroll-mt-4 flex-col gap-4">
      {result?.problems && <CadenceProblems problems={result.problems} />}
      {result?.news === "conflict" && (
        <Notice tone="danger" title="Someone else changed this cadence while you had it open.">
          Nothing of yours was saved, and all that you typed is still here. Below is what it would do to
          theirs; applying it now replaces theirs.
        </Notice>
      )}
      {result?.news === "changed_since_preview" && (
        <Notice tone="warn">You changed something after the preview. This is its effect now.</Notice>
      )}
      {effect && (
        <Panel title="What this would do">
          <CadenceEffectView effect={effect} />
        </Panel>
      )}
      <div className="flex flex-wrap gap-2">
        {effect && (
          <Button kind="primary" name="intent" value="apply">
            {effect.debtors === 0 ? "Save" : `Apply to ${plural(effect.debtors, "debtor")}`}
          </Button>
        )}
        <Button kind={effect ? "plain" : "primary"} name="intent" value="preview">
          {effect ? "Preview again" : "Preview the effect"}
        </Button>
        <ButtonLink kind="quiet" to="/desk/cadences">
          Back to all
        </ButtonLink>
      </div>
    </div>
  );
}

function PresetLinks({ presets, preset }: Pick<Page, "presets" | "preset">) {
  return (
    <Panel title="Begin from a preset" note="Fills in its steps above; nothing is saved by it">
      <div className="flex flex-wrap gap-2">
        {presets.map((name) => (
          <ButtonLink
            key={name}
            to={`?preset=${encodeURIComponent(name)}`}
            aria-current={name === preset ? "true" : undefined}
          >
            {name}
          </ButtonLink>
        ))}
      </div>
    </Panel>
  );
}
