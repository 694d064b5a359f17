import {
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { z } from "zod";
import { Badge, Notice } from "~/components/desk/badge";
import { Button, ButtonLink } from "~/components/desk/button";
import { CadenceLine, ChannelKey } from "~/components/desk/cadence/cadence-line";
import { debtorsIn } from "~/components/desk/cadence/cadence-words";
import { PageHeader, Panel } from "~/components/desk/panel";
import { plural } from "~/components/desk/words";
import { cadencePresets } from "~/domain/cadence/presets";
import type { ContactChannel } from "~/domain/vocabulary";
import { addCadence, mostCadences } from "~/services/cadences/add-cadence.server";
import { readCadences, type ListedCadence } from "~/services/cadences/read-cadences.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "Cadences · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  return { cadences: await readCadences({ db }, { vendor, now }), mostCadences };
}

const addSchema = z.union([z.object({ preset: z.string() }), z.object({ copyOf: z.uuid() })]);

/** Adds a preset, or a copy, and leads to it. */
export async function action({ request }: ActionFunctionArgs) {
  const { db, vendor } = await deskContext(request);
  const wanted = addSchema.safeParse(Object.fromEntries(await request.formData()));
  const id = wanted.success ? await addCadence({ db }, { vendorId: vendor.id, from: wanted.data }) : null;
  return redirect(id === null ? "/desk/cadences?refused" : `/desk/cadences/${id}?added`);
}

export default function Cadences() {
  const { cadences, mostCadences: most } = useLoaderData<typeof loader>();
  const search = useSearchParams()[0];
  return (
    <div className="max-w-5xl">
      <PageHeader
        title="Cadences"
        note="When debtors are reminded, on which channel, and with which words."
        actions={<ChannelKey />}
      />
      <div className="flex flex-col gap-5">
        {search.has("refused") && (
          <Notice tone="warn">
            It was not added: a vendor has {most} cadences at most. Delete one that nobody is in.
          </Notice>
        )}
        {search.has("deleted") && (
          <Notice tone="good">Deleted. Those in it go by another from now on.</Notice>
        )}
        <ul className="flex flex-col gap-3">
          {cadences.map((cadence) => (
            <CadenceCard key={cadence.id} cadence={cadence} />
          ))}
        </ul>
        <Panel title="Add one" note="Nobody is in it until you say so">
          <Presets />
        </Panel>
      </div>
    </div>
  );
}

function CadenceCard({ cadence }: { cadence: ListedCadence }) {
  const { id, name, steps, repeatEveryDays, debtors, tomorrow } = cadence;
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-line bg-surface px-4 py-3.5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <h2 className="flex flex-wrap items-center gap-2 font-semibold">
            <Link to={id} className="link wrap-anywhere">
              {name}
            </Link>
            <Marks cadence={cadence} />
          </h2>
          <p className="text-sm text-ink-soft">
            {debtorsIn(debtors)} · {plural(steps.length, "step")}, then every {repeatEveryDays} days
          </p>
        </div>
        <div className="flex gap-1">
          <Form method="post" action="?index">
            <Button kind="quiet" name="copyOf" value={id} aria-label={`Copy ${name}`}>
              Copy
            </Button>
          </Form>
          <ButtonLink kind="quiet" to={id} aria-label={`Edit ${name}`}>
            Edit
          </ButtonLink>
        </div>
      </div>
      <CadenceLine steps={steps} repeatEveryDays={repeatEveryDays} />
      <p className="text-sm text-ink-soft">{tomorrowInWords(tomorrow)}</p>
    </li>
  );
}

function Marks({ cadence: { isDefault, audience, pausedAt } }: { cadence: ListedCadence }) {
  return (
    <>
      {isDefault && <Badge tone="good">Default</Badge>}
      {audience && <Badge>{audience === "company" ? "For companies" : "For consumers"}</Badge>}
      {pausedAt && <Badge tone="warn">Paused</Badge>}
    </>
  );
}

const contactNames: Record<ContactChannel, [one: string, many: string]> = {
  email: ["email", "emails"],
  sms: ["SMS", "SMS"],
  call: ["call", "calls"],
};

function tomorrowInWords(tomorrow: ListedCadence["tomorrow"]): string {
  if (tomorrow.length === 0) return "Tomorrow: nothing is planned";
  const parts = tomorrow.map(({ channel, contacts }) => plural(contacts, ...contactNames[channel]));
  return `Tomorrow: ${parts.join(", ")}`;
}

function Presets() {
  return (
    <ul className="divide-y divide-line">
      {cadencePresets.map(({ name, use }) => (
        <li key={name} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2.5">
          <div className="min-w-0 text-sm">
            <p className="font-medium">{name}</p>
            <p className="text-ink-soft">{use}</p>
          </div>
          <Form method="post" action="?index">
            <Button name="preset" value={name} aria-label={`Add ${name}`}>
              Add
            </Button>
          </Form>
        </li>
      ))}
    </ul>
  );
}
