import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { PageHeader, Panel } from "~/components/desk/panel";
import { KnownColumns } from "~/components/import/known-columns";
import { PastImports } from "~/components/import/past-imports";
import { UploadForm } from "~/components/import/upload-form";
import { deskContext } from "~/services/staff/desk-context.server";
import { listImports } from "~/services/import/import-list.server";
import { readUpload, uploadImport } from "~/services/import/import-upload.server";

export const meta: MetaFunction = () => [{ title: "Import · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor } = await deskContext(request);
  return { imports: await listImports({ db }, { vendorId: vendor.id }) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { db, vendor, user, now } = await deskContext(request);
  const upload = await readUpload(request);
  if (!upload.ok) return data({ error: `${upload.refusal.reason} ${upload.refusal.whatToDo}` }, 422);
  const stored = await uploadImport(
    { db },
    { vendorId: vendor.id, staffUserId: user.id, file: upload.value, now },
  );
  if ("refusal" in stored) return data({ error: `${stored.refusal.reason} ${stored.refusal.whatToDo}` }, 422);
  return redirect(`/desk/import/${stored.importId}`);
}

export default function ImportPage() {
  const { imports } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  return (
    <>
      <PageHeader
        title="Import"
        note={
          "Bring what you are owed from a CSV, each week if you like: new balances are added and what was " +
          "paid since is taken over. The same file again changes nothing."
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          <Panel title="A new file">
            <UploadForm error={result?.error} />
          </Panel>
          {imports.length > 0 && (
            <Panel title="Imported before" flush>
              <PastImports imports={imports} />
            </Panel>
          )}
        </div>
        <KnownColumns />
      </div>
    </>
  );
}
