import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { Button, ButtonLink } from "~/components/desk/button";
import { CadenceEffectView } from "~/components/desk/cadence/cadence-effect";
import { PageHeader, Panel } from "~/components/desk/panel";
import { plural } from "~/components/desk/words";
import type { CadenceChange } from "~/domain/cadence/change";
import type { CadenceId } from "~/domain/ids";
import { applyChange } from "~/services/cadences/apply-change.server";
import { previewChange } from "~/services/cadences/preview-change.server";
import { readCadence } from "~/services/cadences/read-cadences.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction<typeof loader> = ({ data: found }) => [
  { title: `${found ? titleOf(found) : "Cadence"} · Tenfold` },
];

const paramsSchema = z.object({
  id: z.uuid().transform((id) => id as CadenceId),
  change: z.enum(["pause", "resume", "delete"]),
});

/** What it does, before it is done. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const asked = paramsSchema.safeParse(params);
  if (!asked.success) throw notFound();
  const { id: cadenceId, change } = asked.data;
  const found = await readCadence({ db }, { vendor, cadenceId });
  if (!found) throw notFound();
  const { id, name, version, isDefault } = found.cadence;
  return {
    cadence: { id, name, version },
    kind: change,
    isRefused: change === "delete" && isDefault,
    effect: await previewChange({ db }, { vendor, cadenceId, change: changeOf(change, now), now }),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const { id: cadenceId, change } = paramsSchema.parse(params);
  const form = z
    .object({ version: z.coerce.number().int() })
    .parse(Object.fromEntries(await request.formData()));
  const outcome = await applyChange(
    { db },
    { vendor, cadenceId, version: form.version, change: changeOf(change, now), now },
  );
  switch (outcome.kind) {
    case "applied":
      return redirect(change === "delete" ? "/desk/cadences?deleted" : "/desk/cadences");
    case "conflict":
      return data(
        { problem: "Someone else changed this cadence just now. This is what it comes to now." },
        409,
      );
    case "refused":
      return data({ problem: Object.values(outcome.problems).flat().join(" ") }, 400);
    case "gone":
      throw notFound();
  }
}

function changeOf(kind: "pause" | "resume" | "delete", now: Date): CadenceChange {
  return kind === "pause" ? { kind, at: now } : { kind };
}

function notFound(): Response {
  return new Response("No such cadence", { status: 404 });
}

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

const verbs = { pause: "Pause", resume: "Resume", delete: "Delete" } as const;

function titleOf({ cadence, kind }: Pick<Page, "cadence" | "kind">): string {
  return `${verbs[kind]} ${cadence.name}`;
}

const explanations = {
  pause:
    "Nothing goes to those in it until you resume it; what waits in the queue is held. Their pages say so.",
  resume:
    "Everyone in it is looked at again. What fell due is caught up one step at a time, within the caps.",
  delete:
    "Those in it go on with the cadence for their kind, or the default. Nobody gets again what they had.",
} as const;

export default function ChangeCadence() {
  const page = useLoaderData<typeof loader>();
  const { cadence, kind, effect, isRefused } = page;
  const problem = useActionData<typeof action>()?.problem;
  return (
    <div className="max-w-5xl">
      <PageHeader title={titleOf(page)} note={explanations[kind]} />
      <div className="flex flex-col gap-5">
        {problem && <Notice tone="danger">{problem}</Notice>}
        {isRefused ? (
          <Notice tone="warn">
            It is the default. Make another cadence the default first, then delete this one.
          </Notice>
        ) : (
          <Panel title="What this would do">
            <CadenceEffectView effect={effect} />
          </Panel>
        )}
        <Form method="post" className="flex flex-wrap gap-2">
          <input type="hidden" name="version" value={cadence.version} />
          {!isRefused && (
            <Button kind={kind === "resume" ? "primary" : "danger"}>
              {verbs[kind]}
              {effect.debtors > 0 && ` for ${plural(effect.debtors, "debtor")}`}
            </Button>
          )}
          <ButtonLink kind="quiet" to={`/desk/cadences/${cadence.id}`}>
            Back
          </ButtonLink>
        </Form>
      </div>
    </div>
  );
}
