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
import { ContactWords } from "~/components/desk/cadence/cadence-effect";
import { PageHeader, Panel } from "~/components/desk/panel";
import type { CadenceId, DebtorId } from "~/domain/ids";
import { chooseDebtorCadence, readCadenceChoice } from "~/services/cadences/choose-debtor-cadence.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "Cadence of a debtor · Tenfold" }];

const debtorIdSchema = z.uuid().transform((id) => id as DebtorId);
const choiceSchema = z.union([
  z.literal("").transform(() => null),
  z.uuid().transform((id) => id as CadenceId),
]);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const id = debtorIdSchema.safeParse(params["id"]);
  const choice = id.success
    ? await readCadenceChoice({ db }, { vendorId: vendor.id, debtorId: id.data, now })
    : null;
  if (!choice) throw notFound();
  return choice;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const debtorId = debtorIdSchema.parse(params["id"]);
  const wanted = choiceSchema.safeParse((await request.formData()).get("cadence"));
  const refused = () => data({ problem: "Choose one of these: the one that you chose is gone." }, 400);
  if (!wanted.success) return refused();
  const who = { vendorId: vendor.id, debtorId, by: user.id, now };
  const outcome = await chooseDebtorCadence({ db }, { ...who, cadenceId: wanted.data });
  if (outcome === "no_debtor") throw notFound();
  return outcome === "no_cadence" ? refused() : redirect(`/desk/debtors/${debtorId}`);
}

function notFound(): Response {
  return new Response("No such debtor", { status: 404 });
}

export default function DebtorCadence() {
  const { debtor, chosen, options } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  return (
    <>
      <PageHeader
        title={`Cadence of ${debtor.name ?? debtor.reference}`}
        note="With what would go next in each, if nothing else changes."
      />
      <Panel className="max-w-xl">
        <Form method="post" className="flex flex-col gap-4 pt-2">
          {problem && <Notice tone="danger">{problem}</Notice>}
          <fieldset className="flex flex-col gap-3">
            <legend className="sr-only">Cadence</legend>
            {options.map(({ cadence, isChoice, next }) => (
              <label key={isChoice ? cadence.id : "usual"} className="flex items-start gap-2.5">
                <input
                  type="radio"
                  name="cadence"
                  value={isChoice ? cadence.id : ""}
                  defaultChecked={isChoice ? chosen === cadence.id : chosen === null}
                  className="mt-1 size-4 accent-accent"
                />
                <span className="min-w-0">
                  <span className="block font-medium wrap-anywhere">
                    {isChoice ? cadence.name : `The usual one: ${cadence.name}`}
                  </span>
                  <span className="block text-sm text-ink-soft">
                    {cadence.pausedAt ? "It is paused." : <ContactWords contact={next} />}
                  </span>
                </span>
              </label>
            ))}
          </fieldset>
          <div className="flex gap-2">
            <Button kind="primary">Save cadence</Button>
            <ButtonLink kind="quiet" to={`/desk/debtors/${debtor.id}`}>
              Cancel
            </ButtonLink>
          </div>
        </Form>
      </Panel>
    </>
  );
}
