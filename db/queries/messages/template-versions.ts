import { and, desc, eq } from "drizzle-orm";
import type { Tx } from "~db/client";
import { templates } from "~db/schema";
import type { VendorId } from "~/domain/ids";
import type { TemplateName } from "~/domain/templates/template";

/** Every version of one template, newest first. */
export async function listTemplateVersions(
  tx: Tx,
  { vendorId, key, channel, language }: { vendorId: VendorId } & TemplateName,
) {
  return tx
    .select({
      version: templates.version,
      subject: templates.subject,
      body: templates.body,
      writtenBy: templates.writtenBy,
      createdAt: templates.createdAt,
    })
    .from(templates)
    .where(
      and(
        eq(templates.vendorId, vendorId),
        eq(templates.key, key),
        eq(templates.channel, channel),
        eq(templates.language, language),
      ),
    )
    .orderBy(desc(templates.version))
    .limit(50);
}

/** The words of one version; null when there is no such version. */
export async function findTemplateVersion(
  tx: Tx,
  { vendorId, key, channel, language, version }: { vendorId: VendorId; version: number } & TemplateName,
): Promise<{ subject: string | null; body: string } | null> {
  const [found] = await tx
    .select({ subject: templates.subject, body: templates.body })
    .from(templates)
    .where(
      and(
        eq(templates.vendorId, vendorId),
        eq(templates.key, key),
        eq(templates.channel, channel),
        eq(templates.language, language),
        eq(templates.version, version),
      ),
    );
  return found ?? null;
}
