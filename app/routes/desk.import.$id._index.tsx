import {
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { ButtonLink } from "~/components/desk/button";
import { PageHeader } from "~/components/desk/panel";
import { BalancesReviewPage } from "~/components/import/balances-review";
import { ContactsReviewPage } from "~/components/import/contacts-review";
import { ImportResultPage } from "~/components/import/import-result";
import type { ImportId } from "~/domain/ids";
import { choicesFromForm } from "~/domain/import/choices-form";
import { deskContext } from "~/services/staff/desk-context.server";
import { confirmImport, discardUpload } from "~/services/import/import-confirm.server";
import { reviewImport } from "~/services/import/import-review.server";

export const meta: MetaFunction = () => [{ title: "Import · Tenfold" }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const importId = importIdOf(params["id"]);
  const choices = choicesFromForm(new URL(request.url).searchParams);
  const page = await reviewImport({ db }, { vendor, importId, choices, now });
  if (!page) throw noSuchImport();
  return { page, importId, choices };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const importId = importIdOf(params["id"]);
  const form = await request.formData();
  if (form.get("intent") === "discard") {
    await discardUpload({ db }, { vendorId: vendor.id, importId });
    return redirect("/desk/import");
  }
  const choices = choicesFromForm(form);
  const outcome = await confirmImport(
    { db },
    { vendorId: vendor.id, importId, choices, now, staffUserId: user.id },
  );
  if (outcome === null) throw noSuchImport();
  // What still has to be asked is asked by the same page, which keeps what was chosen in its address.
  if (outcome === "imported") return redirect(`/desk/import/${importId}`);
  const chosen = new URLSearchParams();
  for (const [name, value] of form)
    if (typeof value === "string" && name !== "intent") chosen.append(name, value);
  return redirect(`/desk/import/${importId}?${chosen}`);
}

function importIdOf(said: string | undefined): ImportId {
  const id = z.uuid().safeParse(said);
  if (!id.success) throw noSuchImport();
  return id.data as ImportId;
}

function noSuchImport(): Response {
  return new Response("There is no such file. It may have been put aside; choose it again.", { status: 404 });
}

export default function ImportFilePage() {
  const { page, importId, choices } = useLoaderData<typeof loader>();
  switch (page.kind) {
    case "balances":
      return <BalancesReviewPage review={page} choices={choices} />;
    case "contacts":
      return <ContactsReviewPage review={page} />;
    case "imported":
      return <ImportResultPage done={page} importId={importId} />;
    case "refused":
      return (
        <>
          <PageHeader title="Import" />
          <Notice tone="danger" title={page.refusal.reason}>
            {page.refusal.whatToDo}
          </Notice>
          <p className="pt-4">
            <ButtonLink to="/desk/import">Choose another file</ButtonLink>
          </p>
        </>
      );
  }
}
