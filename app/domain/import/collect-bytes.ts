import { MAX_FILE_BYTES } from "./limits";
import { type FileRefusal, type Outcome, accepted } from "./problem";

export const fileTooLarge: FileRefusal = {
  reason: `The file is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB.`,
  whatToDo: "Split it into smaller files and import one after the other.",
};

/** Collects a file as it streams in, and stops asking for more as soon as it is too large. */
export async function collectBytes(pieces: AsyncIterable<Uint8Array>): Promise<Outcome<Uint8Array>> {
  const kept: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > MAX_FILE_BYTES) return { ok: false, refusal: fileTooLarge };
    kept.push(piece);
  }
  return accepted(Buffer.concat(kept, length));
}
