import type { VendorId } from "~/domain/ids";
import { diffWords, type DiffPart } from "~/domain/templates/diff";
import { lintTemplate } from "~/domain/templates/lint/lint-template";
import {
  templateFor,
  type Template,
  type TemplateDraft,
  type TemplateName,
} from "~/domain/templates/template";
import type { App } from "~/server/app.server";
import { findVendorProfile } from "~db/queries/desk/debtor-records";
import { listTemplateVersions } from "~db/queries/messages/template-versions";
import { findTemplates, listTemplates } from "~db/queries/messages/templates";
import { namesOfStaff } from "~db/queries/vendor/staff";
import { typicalFields } from "./typical-reminder.server";

export interface ListedTemplate extends Omit<Template, "subject" | "body"> {
  /** How many things speak against its words. */
  warnings: number;
}

/** The newest version of each of a vendor's templates, and what speaks against each. */
export async function readTemplates(
  { db, env }: Pick<App, "db" | "env">,
  { vendorId, now }: { vendorId: VendorId; now: Date },
): Promise<ListedTemplate[]> {
  const { vendor, templates } = await db.asVendor(vendorId, async (tx) => ({
    vendor: await findVendorProfile(tx, { vendorId }),
    templates: await listTemplates(tx, { vendorId }),
  }));
  return templates.map(({ subject, body, ...listed }) => {
    const typical = typicalFields({ vendor, name: listed, now, appUrl: env.appUrl });
    return { ...listed, warnings: lintTemplate({ ...listed, subject, body }, typical).length };
  });
}

export interface TemplateToEdit {
  draft: TemplateDraft;
  /** 0 while it is not yet written in this language. */
  version: number;
  versions: {
    version: number;
    /** A person's name; null for the ones that came with Tenfold. */
    writtenBy: string | null;
    createdAt: Date;
  }[];
  /** What became of this version until the newest; null when it is the newest. */
  changes: { subject: DiffPart[]; body: DiffPart[] } | null;
  /** The languages that there are of it. */
  languages: string[];
}

/**
 * A template to edit, in one of its versions. One that is not yet written in this language begins with the
 * words of the language nearest to it; null when the vendor has no template of that kind at all.
 */
export async function readTemplate(
  { db }: Pick<App, "db">,
  { vendorId, name, version }: { vendorId: VendorId; name: TemplateName; version: number | null },
): Promise<TemplateToEdit | null> {
  const names = await db.asSystem((tx) => namesOfStaff(tx, { vendorId }));
  return db.asVendor(vendorId, async (tx) => {
    const written = await findTemplates(tx, { vendorId, ...name });
    const languages = written.map(({ language }) => language);
    const versions = await listTemplateVersions(tx, { vendorId, ...name });
    const found = versionToEdit(versions, { name, version }) ?? nearest(written, name);
    const people = new Map<string, string>(names);
    return (
      found && {
        ...found,
        languages,
        versions: versions.map(({ version, writtenBy, createdAt }) => ({
          version,
          writtenBy: writtenBy && (people.get(writtenBy) ?? "your staff"),
          createdAt,
        })),
      }
    );
  });
}

type Found = Pick<TemplateToEdit, "draft" | "version" | "changes">;
type Versions = Awaited<ReturnType<typeof listTemplateVersions>>;

function versionToEdit(
  versions: Versions,
  { name, version }: { name: TemplateName; version: number | null },
): Found | null {
  const [newest] = versions;
  const chosen = versions.find((one) => one.version === version) ?? newest;
  if (!newest || !chosen) return null;
  const draft = { ...name, subject: chosen.subject, body: chosen.body };
  if (chosen === newest) return { draft, version: chosen.version, changes: null };
  const subject = diffWords(chosen.subject ?? "", newest.subject ?? "");
  return { draft, version: chosen.version, changes: { subject, body: diffWords(chosen.body, newest.body) } };
}

function nearest(written: readonly Template[], name: TemplateName): Found | null {
  const found = templateFor(written, [name.language]);
  return found && { draft: { ...name, subject: found.subject, body: found.body }, version: 0, changes: null };
}
