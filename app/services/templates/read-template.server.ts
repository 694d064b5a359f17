import { listTemplateVersions } from "~db/queries/messages/template-versions";
import { findTemplates, listTemplates } from "~db/queries/messages/templates";
import type { VendorId } from "~/domain/ids";
import { templateFor, type TemplateDraft, type TemplateName } from "~/domain/templates/template";
import type { App } from "~/server/app.server";

/** The newest version of each of a vendor's templates. */
export async function readTemplates({ db }: Pick<App, "db">, { vendorId }: { vendorId: VendorId }) {
  return db.asVendor(vendorId, (tx) => listTemplates(tx, { vendorId }));
}

export interface TemplateToEdit {
  draft: TemplateDraft;
  /** 0 while it is not yet written in this language. */
  version: number;
  versions: Awaited<ReturnType<typeof listTemplateVersions>>;
}

/**
 * A template to edit, in one of its versions. One that is not yet written in this language begins with the
 * words of the language nearest to it; null when the vendor has no template of that kind at all.
 */
export async function readTemplate(
  { db }: Pick<App, "db">,
  { vendorId, name, version }: { vendorId: VendorId; name: TemplateName; version: number | null },
): Promise<TemplateToEdit | null> {
  return db.asVendor(vendorId, async (tx) => {
    const versions = await listTemplateVersions(tx, { vendorId, ...name });
    const chosen = versions.find((one) => one.version === version) ?? versions[0];
    if (chosen)
      return {
        draft: { ...name, subject: chosen.subject, body: chosen.body },
        version: chosen.version,
        versions,
      };
    const nearest = templateFor(await findTemplates(tx, { vendorId, ...name }), [name.language]);
    return (
      nearest && { draft: { ...name, subject: nearest.subject, body: nearest.body }, version: 0, versions }
    );
  });
}
