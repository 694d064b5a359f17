import { createHash } from "node:crypto";
import {
  readDraft,
  type CadenceDraft,
  type CadenceText,
  type FormProblems,
} from "~/domain/cadence/cadence-form";
import type { CadenceEffect } from "~/domain/cadence/effect";
import type { CadenceId, VendorId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import type { App } from "~/server/app.server";
import { listCadences } from "~db/queries/reminders/cadences";
import { findRefusal } from "./find-refusal.server";
import { previewChange } from "./preview-change.server";

export type Review =
  | { kind: "effect"; draft: CadenceDraft; effect: CadenceEffect }
  | { kind: "problems"; problems: FormProblems }
  | { kind: "gone" };

/** What is wrong with a cadence as it was typed, or what saving it would do. Writes nothing. */
export async function reviewEdit(
  deps: Pick<App, "db">,
  params: {
    vendor: { id: VendorId; timeZone: string; currency: Currency };
    cadenceId: CadenceId;
    text: CadenceText;
    now: Date;
  },
): Promise<Review> {
  const { vendor, cadenceId, text, now } = params;
  const vendorId = vendor.id;
  const { draft, problems } = readDraft(text, { currency: vendor.currency });
  if (problems) return { kind: "problems", problems };
  const change = { kind: "edit", draft } as const;
  const found = await deps.db.asVendor(vendorId, async (tx) => {
    const cadences = await listCadences(tx, { vendorId });
    const current = cadences.find(({ id }) => id === cadenceId);
    return current ? { problems: await findRefusal(tx, { vendorId, change, current, cadences }) } : null;
  });
  if (!found) return { kind: "gone" };
  if (found.problems) return { kind: "problems", problems: found.problems };
  return { kind: "effect", draft, effect: await previewChange(deps, { vendor, cadenceId, change, now }) };
}

/** Tells whether what is to be saved is what was previewed. */
export function fingerprintOf(text: CadenceText): string {
  return createHash("sha256").update(JSON.stringify(text)).digest("base64url").slice(0, 22);
}
