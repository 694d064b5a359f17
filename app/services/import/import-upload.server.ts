import { unstable_parseMultipartFormData as parseMultipartFormData } from "@remix-run/node";
import type { Database } from "~db/client";
import { insertImport } from "~db/queries/import/imports";
import type { ImportId, StaffUserId, VendorId } from "~/domain/ids";
import { collectBytes } from "~/domain/import/collect-bytes";
import { type FileRefusal, type Outcome, accepted, refused } from "~/domain/import/problem";
import { readTable } from "~/domain/import/table/read-table";
import { importRow, newImportId } from "./import-balances.server";

export interface UploadedFile {
  kind: "balances" | "contacts";
  fileName: string;
  bytes: Uint8Array;
}

const NO_FILE = { reason: "No file was chosen.", whatToDo: "Choose a CSV file." };

/**
 * Takes the file out of an upload as it streams in. One that is too large is read to its end and thrown away,
 * because a browser shows an answer only once it has sent everything; never more than the limit is kept.
 */
export async function readUpload(request: Request): Promise<Outcome<UploadedFile>> {
  const upload: { file: Outcome<Uint8Array> | null; fileName: string; kind: string } = {
    file: null,
    fileName: "",
    kind: "",
  };
  try {
    await parseMultipartFormData(request, async ({ name, filename, data }) => {
      const content = await collectAndDrain(data);
      if (name === "file" && filename) {
        upload.file = content;
        upload.fileName = filename;
      } else if (name === "kind" && content.ok) upload.kind = Buffer.from(content.value).toString();
      return undefined;
    });
  } catch {
    return refused("The upload was cut short.", "Send the file again.");
  }
  if (!upload.file) return { ok: false, refusal: NO_FILE };
  if (!upload.file.ok) return upload.file;
  const kind = upload.kind === "contacts" ? "contacts" : "balances";
  return accepted({ kind, fileName: upload.fileName.slice(0, 200), bytes: upload.file.value });
}

async function collectAndDrain(data: AsyncIterable<Uint8Array>): Promise<Outcome<Uint8Array>> {
  const pieces = data[Symbol.asyncIterator]();
  // Without `return`, so that giving up on the file leaves the rest of the request to be drained.
  const collected = await collectBytes({ [Symbol.asyncIterator]: () => ({ next: () => pieces.next() }) });
  while (!(await pieces.next()).done) continue;
  return collected;
}

/** Keeps an uploaded file until a person has reviewed it; refuses one that no table can be made of. */
export async function uploadImport(
  { db }: { db: Database },
  {
    vendorId,
    staffUserId,
    file,
    now,
  }: { vendorId: VendorId; staffUserId: StaffUserId; file: UploadedFile; now: Date },
): Promise<{ importId: ImportId } | { refusal: FileRefusal }> {
  const table = await readTable(file.bytes);
  if (!table.ok) return { refusal: table.refusal };
  const importId = newImportId();
  const row = importRow({ vendorId, staffUserId, ...file }, file.kind);
  await db.asVendor(vendorId, (tx) =>
    insertImport(tx, { ...row, id: importId, bytes: file.bytes, createdAt: now }),
  );
  return { importId };
}
