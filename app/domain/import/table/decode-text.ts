import { analyse } from "chardet";
import iconv from "iconv-lite";
import { type FileRefusal, type Outcome, accepted, refused } from "~/domain/import/problem";

export interface DecodedText {
  text: string;
  /** As iconv-lite names it: `utf-8`, `utf-16le`, `windows-1252` … */
  encoding: string;
}

/**
 * Turns a file's bytes into text, whatever a spreadsheet saved it as, or says in a sentence why they are no
 * text. Never throws.
 */
export function decodeText(bytes: Uint8Array): Outcome<DecodedText> {
  if (bytes.length === 0) return refused("The file is empty.", "Export it again and choose the new file.");
  const known = knownBinary(bytes);
  if (known) return { ok: false, refusal: known };
  const encoding = byteOrderMark(bytes) ?? zeroPattern(bytes);
  if (encoding) return accepted({ text: decodeAs(bytes, encoding), encoding });
  if (looksBinary(bytes)) {
    return refused("This is not a text file.", "Export or save it as CSV and choose that file.");
  }
  const unicode = asUtf8(bytes);
  if (unicode !== null) return accepted({ text: unicode, encoding: "utf-8" });
  const guess = guessedEncoding(bytes);
  return accepted({ text: decodeAs(bytes, guess), encoding: guess });
}

const SAVE_AS_CSV = "Open it in your spreadsheet program, choose File, Save as, CSV, and import that file.";

/** First bytes of the files people take for a CSV, by name so that the sentence can say what it is. */
const BINARY_FILES: { starts: number[]; refusal: FileRefusal }[] = [
  {
    starts: [0x50, 0x4b, 0x03, 0x04],
    refusal: { reason: "This is an Excel or ZIP file.", whatToDo: SAVE_AS_CSV },
  },
  {
    starts: [0xd0, 0xcf, 0x11, 0xe0],
    refusal: { reason: "This is an old Excel file.", whatToDo: SAVE_AS_CSV },
  },
  {
    starts: [0x25, 0x50, 0x44, 0x46],
    refusal: {
      reason: "This is a PDF.",
      whatToDo: "Export the list as CSV from the program that made the PDF.",
    },
  },
  { starts: [0x1f, 0x8b], refusal: { reason: "This file is compressed.", whatToDo: "Unpack it first." } },
  {
    starts: [0x89, 0x50, 0x4e, 0x47],
    refusal: { reason: "This is a picture.", whatToDo: "Choose a CSV file." },
  },
  { starts: [0xff, 0xd8, 0xff], refusal: { reason: "This is a picture.", whatToDo: "Choose a CSV file." } },
  {
    starts: [0x47, 0x49, 0x46, 0x38],
    refusal: { reason: "This is a picture.", whatToDo: "Choose a CSV file." },
  },
];

function knownBinary(bytes: Uint8Array): FileRefusal | null {
  const file = BINARY_FILES.find(({ starts }) => starts.every((byte, at) => bytes[at] === byte));
  if (file) return file.refusal;
  const opening = Buffer.from(bytes.subarray(0, 256)).toString("latin1").trimStart().toLowerCase();
  if (/^<(!doctype|html|\?xml|table)/.test(opening)) {
    return { reason: "This is a web page or XML, not a CSV.", whatToDo: SAVE_AS_CSV };
  }
  if (opening.startsWith("{\\rtf")) return { reason: "This is a text document.", whatToDo: SAVE_AS_CSV };
  return null;
}

function byteOrderMark(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return "utf-32le";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return null;
}

/** UTF-16 without a mark: in a table most characters are Latin, so every other byte is zero. */
function zeroPattern(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < sample.length; at += 1) {
    if (sample[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  if (looksBinary(sample.filter((byte) => byte !== 0))) return null;
  const half = sample.length / 2;
  if (odd > half * 0.3 && even < half * 0.05) return "utf-16le";
  if (even > half * 0.3 && odd < half * 0.05) return "utf-16be";
  return null;
}

const SAMPLE_BYTES = 64 * 1024;

/** A stray control byte is one row's problem; one in a hundred means that the file is no text at all. */
function looksBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const controls = sample.reduce((count, byte) => count + (byte < 0x20 && !LINE_BYTES.has(byte) ? 1 : 0), 0);
  return controls > Math.max(4, sample.length / 100);
}

const LINE_BYTES = new Set([0x09, 0x0a, 0x0c, 0x0d]);

/** Null when the bytes are not UTF-8. The decoder drops a byte-order mark. */
function asUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * The most likely encoding of text that is not Unicode. Short Western texts are often taken for Chinese or
 * Turkish by their accents alone, so another one must be clearly more likely than windows-1252 to be chosen.
 */
function guessedEncoding(bytes: Uint8Array): string {
  const guesses = analyse(bytes.subarray(0, SAMPLE_BYTES * 4));
  const best = guesses[0];
  if (!best) return "windows-1252";
  const western = guesses.find(({ name }) => name === "ISO-8859-1" || name === "windows-1252");
  const clearly = best.confidence >= 60 && best.confidence - (western?.confidence ?? 0) >= 30;
  const name = best.name;
  return clearly && name !== "ISO-8859-1" && iconv.encodingExists(name) ? name.toLowerCase() : "windows-1252";
}

function decodeAs(bytes: Uint8Array, encoding: string): string {
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding);
}
