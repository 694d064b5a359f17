import { and, desc, eq, sql } from "drizzle-orm";
import { v7 as uuid } from "uuid";
import type { Tx } from "~db/client";
import { templates, vendors } from "~db/schema";
import type { TemplateId, VendorId } from "~/domain/ids";
import type { Template, TemplateDraft, TemplateName } from "~/domain/templates/template";

const columns = {
  id: templates.id,
  key: templates.key,
  channel: templates.channel,
  language: templates.language,
  version: templates.version,
  subject: templates.subject,
  body: templates.body,
  writtenBy: templates.writtenBy,
  createdAt: templates.createdAt,
};

/** The newest version of every template of a vendor, in a stable order. */
export async function listTemplates(tx: Tx, { vendorId }: { vendorId: VendorId }): Promise<Template[]> {
  return tx
    .selectDistinctOn([templates.key, templates.channel, templates.language], columns)
    .from(templates)
    .where(eq(templates.vendorId, vendorId))
    .orderBy(templates.key, templates.channel, templates.language, desc(templates.version));
}

/** The newest version of one template, in each language it is written in. */
export async function findTemplates(
  tx: Tx,
  { vendorId, key, channel }: { vendorId: VendorId } & Omit<TemplateName, "language">,
): Promise<Template[]> {
  return tx
    .selectDistinctOn([templates.language], columns)
    .from(templates)
    .where(and(eq(templates.vendorId, vendorId), eq(templates.key, key), eq(templates.channel, channel)))
    .orderBy(templates.language, desc(templates.version));
}

/**
 * Writes a draft as the next version. Two people saving at once meet the unique key, and the later one is
 * told.
 */
export async function insertTemplateVersion(
  tx: Tx,
  { vendorId, draft, writtenBy }: { vendorId: VendorId; draft: TemplateDraft; writtenBy: string | null },
): Promise<{ id: TemplateId; version: number } | null> {
  const { key, channel, language, subject, body } = draft;
  const version = sql<number>`(
    select coalesce(max(version), 0) + 1 from templates
    where vendor_id = ${vendorId} and key = ${key} and channel = ${channel} and language = ${language}
  )`;
  const [inserted] = await tx
    .insert(templates)
    .values({ vendorId, id: uuid() as TemplateId, key, channel, language, version, subject, body, writtenBy })
    .onConflictDoNothing()
    .returning({ id: templates.id, version: templates.version });
  return inserted ?? null;
}

/** Adds the templates that come with Tenfold as version 1, where the vendor has none of that name. */
export async function insertShippedTemplates(
  tx: Tx,
  { vendorId, drafts }: { vendorId: VendorId; drafts: readonly TemplateDraft[] },
): Promise<void> {
  await tx
    .insert(templates)
    .values(
      drafts.map((draft) => ({ vendorId, id: uuid() as TemplateId, version: 1, writtenBy: null, ...draft })),
    )
    .onConflictDoNothing();
}

/** The vendors that lack one or more of these templates. For the system's doorway. */
export async function listVendorsWithout(
  tx: Tx,
  { names }: { names: readonly TemplateName[] },
): Promise<VendorId[]> {
  const wanted = JSON.stringify(names.map(({ key, channel, language }) => ({ key, channel, language })));
  const rows = await tx
    .select({ id: vendors.id })
    .from(vendors)
    .where(
      sql`exists (
        select 1 from jsonb_to_recordset(${wanted}::jsonb) as wanted (key text, channel text, language text)
        where not exists (
          select 1 from templates where templates.vendor_id = ${vendors.id} and templates.key = wanted.key
            and templates.channel = wanted.channel and templates.language = wanted.language
        )
      )`,
    );
  return rows.map(({ id }) => id);
}
