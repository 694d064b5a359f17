import type { StaffUserId, TemplateId, VendorId } from "~/domain/ids";
import { tidyDraft, type TemplateDraft, type TemplateName } from "~/domain/templates/template";
import { findProblems, type TemplateProblems } from "~/domain/templates/validate";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { findVendorProfile } from "~db/queries/desk/debtor-records";
import { findTemplateVersion } from "~db/queries/messages/template-versions";
import { insertTemplateVersion } from "~db/queries/messages/templates";
import { typicalFields } from "./typical-reminder.server";

export type SaveTemplateOutcome =
  | { kind: "saved"; templateId: TemplateId; version: number }
  | { kind: "invalid"; problems: TemplateProblems }
  /** Someone else saved it in the same moment. */
  | { kind: "conflict" };

interface Save {
  vendorId: VendorId;
  draft: TemplateDraft;
  writtenBy: StaffUserId;
  now: Date;
}

type Deps = Pick<App, "db" | "env">;

/**
 * Writes a new version of a template, after trying it out; what was sent keeps the version it was made with.
 */
export async function saveTemplate(deps: Deps, params: Save): Promise<SaveTemplateOutcome> {
  return deps.db.asVendor(params.vendorId, (tx) => save(deps, tx, params));
}

/**
 * Makes an earlier version the newest one, as a version of its own: what came in between is kept.
 *
 * @returns null when there is no such version.
 */
export async function restoreTemplate(
  deps: Deps,
  { name, version, ...params }: Omit<Save, "draft"> & { name: TemplateName; version: number },
): Promise<SaveTemplateOutcome | null> {
  return deps.db.asVendor(params.vendorId, async (tx) => {
    const earlier = await findTemplateVersion(tx, { vendorId: params.vendorId, ...name, version });
    return earlier && save(deps, tx, { ...params, draft: { ...name, ...earlier } });
  });
}

async function save(deps: Deps, tx: Tx, params: Save): Promise<SaveTemplateOutcome> {
  const { vendorId, writtenBy, now } = params;
  const draft = tidyDraft(params.draft);
  const vendor = await findVendorProfile(tx, { vendorId });
  const typical = typicalFields({ vendor, name: draft, now, appUrl: deps.env.appUrl });
  const problems = findProblems(draft, typical);
  if (problems) return { kind: "invalid", problems };
  const saved = await insertTemplateVersion(tx, { vendorId, draft, writtenBy });
  return saved ? { kind: "saved", templateId: saved.id, version: saved.version } : { kind: "conflict" };
}
