import { Readable } from "node:stream";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeEach, describe, expect, it } from "vitest";
import { imports } from "~db/schema";
import type { ImportId, StaffUserId } from "~/domain/ids";
import { choicesFromForm } from "~/domain/import/choices-form";
import { confirmImport, discardUpload } from "~/services/import/import-confirm.server";
import { listImports } from "~/services/import/import-list.server";
import { reviewImport } from "~/services/import/import-review.server";
import { rowsToFixOfImport } from "~/services/import/import-rows-to-fix.server";
import { type UploadedFile, readUpload, uploadImport } from "~/services/import/import-upload.server";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const test = useDatabase();
const now = new Date("2026-03-15T15:00:00Z");
const staffUserId = "staff-1" as StaffUserId;
let vendor: Vendor;

beforeEach(async () => {
  vendor = await makeVendor(test.db);
});

/** What a browser sends for the form, as a stream: the field first, then the file in pieces. */
function upload(kind: string, fileName: string, pieces: Iterable<Uint8Array>): Request {
  const part = (head: string) => Buffer.from(`--xyz\r\nContent-Disposition: form-data; ${head}\r\n\r\n`);
  function* body() {
    yield Buffer.concat([part('name="kind"'), Buffer.from(`${kind}\r\n`)]);
    yield part(`name="file"; filename="${fileName}"\r\nContent-Type: text/csv`);
    yield* pieces;
    yield Buffer.from("\r\n--xyz--\r\n");
  }
  return new Request("http://localhost/desk/import", {
    method: "POST",
    headers: { "Content-Type": "multipart/form-data; boundary=xyz" },
    body: Readable.toWeb(Readable.from(body())),
    duplex: "half",
  } as RequestInit);
}

async function uploaded(text: string, kind: UploadedFile["kind"] = "balances"): Promise<ImportId> {
  const file = { kind, fileName: "balances.csv", bytes: Buffer.from(text) };
  const stored = await uploadImport(test, { vendorId: vendor.id, staffUserId, file, now });
  if ("refusal" in stored) throw new Error(stored.refusal.reason);
  return stored.importId;
}

const chosen = (address = "") => choicesFromForm(new URLSearchParams(address));
const review = (importId: ImportId, address = "") =>
  reviewImport(test, { vendor, importId, choices: chosen(address), now });
const confirm = (importId: ImportId, address = "") =>
  confirmImport(test, { vendorId: vendor.id, importId, choices: chosen(address), now, staffUserId });
async function count(): Promise<number | undefined> {
  const [found] = await test.admin<{ rows: number }[]>`
    select count(*)::int as rows from balances where vendor_id = ${vendor.id}`;
  return found?.rows;
}

const FILE = "InvNo,Customer,Due,Total\n001,Ann,02/03/2026,20.00\n002,Bob,04/03/2026,lots\n";
const ANSWERS = "column.reference=0&column.name=1&column.dueOn=2&column.amount=3&dateOrder=dmy";

describe("uploading a file", () => {
  it("takes its bytes, name and kind out of the form", async () => {
    const outcome = await readUpload(
      upload("contacts", "C:\\Users\\me\\people.csv", [Buffer.from("a,b\n"), Buffer.from("1,2\n")]),
    );
    expect(outcome.ok && { ...outcome.value, bytes: Buffer.from(outcome.value.bytes).toString() }).toEqual({
      kind: "contacts",
      fileName: "people.csv",
      bytes: "a,b\n1,2\n",
    });
  });

  it(
    "refuses 100 MB with a clear answer, and keeps no more of it than the limit",
    { timeout: 60_000 },
    async () => {
      setFlagsFromString("--expose-gc");
      const collectGarbage = runInNewContext("gc") as () => void;
      const keptNow = () => {
        collectGarbage();
        return process.memoryUsage().arrayBuffers;
      };
      const before = keptNow();
      let most = 0;
      function* hundredMegabytes() {
        for (let sent = 0; sent < 1_600; sent += 1) {
          if (sent % 160 === 0) most = Math.max(most, keptNow() - before);
          yield new Uint8Array(64 * 1024).fill(97);
        }
      }
      const outcome = await readUpload(upload("balances", "large.csv", hundredMegabytes()));
      expect(outcome).toMatchObject({ ok: false, refusal: { reason: "The file is larger than 25 MB." } });
      expect(most).toBeLessThan(64 * 1024 * 1024);
    },
  );

  it.each([
    ["no file", () => upload("balances", "", []), "No file was chosen."],
    [
      "a cut upload",
      () =>
        new Request("http://localhost/", {
          method: "POST",
          headers: { "Content-Type": "multipart/form-data; boundary=xyz" },
          body: '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b',
        }),
      "The upload was cut short.",
    ],
    [
      "no form at all",
      () => new Request("http://localhost/", { method: "POST", body: "hello" }),
      "The upload was cut short.",
    ],
  ])("answers %s in a sentence", async (_name, request, reason) => {
    expect(await readUpload(request())).toMatchObject({ ok: false, refusal: { reason } });
  });

  it.each([
    ["an empty file", "", "The file is empty."],
    ["a spreadsheet", "PK\u0003\u0004", "This is an Excel or ZIP file."],
    ["a wrong delimiter", "a^b\n1^2\n", "Only one column was found."],
  ])("refuses %s at the field and keeps nothing", async (_name, text, reason) => {
    const file = { kind: "balances" as const, fileName: "x.csv", bytes: Buffer.from(text) };
    const stored = await uploadImport(test, { vendorId: vendor.id, staffUserId, file, now });
    expect(stored).toMatchObject({ refusal: { reason } });
    expect(await test.admin`select id from imports where vendor_id = ${vendor.id}`).toEqual([]);
  });
});

describe("reviewing and confirming an uploaded file", () => {
  it("shows what is missing and asked, then what will go in, and writes nothing meanwhile", async () => {
    const importId = await uploaded(FILE);
    expect(await review(importId)).toMatchObject({
      kind: "balances",
      rowCount: 2,
      reading: null,
      questions: {
        missing: ["a reference (the invoice or bill number)"],
        dateExamples: ["02/03/2026", "04/03/2026"],
      },
    });
    expect(await review(importId, ANSWERS)).toMatchObject({
      rejected: 1,
      problems: [{ row: 3, column: "Total", value: "lots" }],
      reading: {
        fresh: 1,
        alreadyHere: 0,
        rows: [{ reference: "001", dueOn: "2026-03-02", amountMinor: 2_000n }],
        totals: [{ currency: "USD", balances: 1, amountMinor: 2_000n, settledMinor: 0n }],
      },
    });
    expect(await count()).toBe(0);
  });

  it("imports once however often it is confirmed, lets go of the bytes, and shows the result", async () => {
    const importId = await uploaded(FILE);
    const outcomes = await Promise.all([
      confirm(importId, ANSWERS),
      confirm(importId, ANSWERS),
      confirm(importId, ANSWERS),
    ]);
    expect(outcomes).toEqual(["imported", "imported", "imported"]);
    expect(await confirm(importId, ANSWERS)).toBe("imported");
    expect(await count()).toBe(1);
    const [row] = await test.db.asVendor(vendor.id, (tx) => tx.select().from(imports));
    expect(row).toMatchObject({ state: "imported", bytes: null, uploadedBy: staffUserId, importedAt: now });
    expect(await review(importId)).toMatchObject({
      kind: "imported",
      result: { imported: 1, rejected: 1 },
      problems: [{ row: 3, column: "Total" }],
      problemCount: 1,
    });
    expect(await listImports(test, { vendorId: vendor.id })).toMatchObject([
      { id: importId, fileName: "balances.csv" },
    ]);
    const file = await rowsToFixOfImport(test, { vendorId: vendor.id, importId });
    expect(file?.fileName).toBe("balances - rows to fix.csv");
    expect(file?.csv).toContain("002,Bob,04/03/2026,lots");
    const [event] = await test.admin`select actor from timeline_events where vendor_id = ${vendor.id}`;
    expect(event).toEqual({ actor: "staff" });
  });

  it("does not import what is still unclear", async () => {
    const importId = await uploaded(FILE);
    expect(await confirm(importId)).toBe("unclear");
    expect(await count()).toBe(0);
    expect((await review(importId))?.kind).toBe("balances");
  });

  it("says how much of a file is here already", async () => {
    await confirm(await uploaded(FILE), ANSWERS);
    expect(await review(await uploaded(FILE), ANSWERS)).toMatchObject({
      reading: { fresh: 0, alreadyHere: 1, totals: [] },
    });
  });

  it("says what a file would settle, before and after, and settles it once confirmed", async () => {
    const file = (paid: string) => `reference,name,due,amount,amount paid\n1,Ann,2026-02-13,20.00,${paid}\n`;
    await confirm(await uploaded(file("")));
    const importId = await uploaded(file("12.50"));
    const settledByFile = [{ currency: "USD", balances: 1, amountMinor: 1_250n }];
    expect(await review(importId)).toMatchObject({ reading: { fresh: 0, alreadyHere: 1, settledByFile } });
    expect(await confirm(importId)).toBe("imported");
    expect(await review(importId)).toMatchObject({ kind: "imported", result: { settledByFile } });
    expect(await review(await uploaded(file("12.50")))).toMatchObject({ reading: { settledByFile: [] } });
  });

  it("shows the result of an import from before results spoke of what was settled", async () => {
    const importId = await uploaded(FILE);
    await confirm(importId, ANSWERS);
    await test.admin`update imports set result = result - 'settledByFile' where id = ${importId}`;
    expect(await review(importId)).toMatchObject({ kind: "imported", result: { settledByFile: [] } });
  });

  it("can be put aside, and is then gone", async () => {
    const importId = await uploaded(FILE);
    await discardUpload(test, { vendorId: vendor.id, importId });
    expect(await review(importId)).toBeNull();
    expect(await confirm(importId, ANSWERS)).toBeNull();
    expect(await test.admin`select bytes from imports where id = ${importId}`).toEqual([{ bytes: null }]);
  });

  it("belongs to its vendor alone", async () => {
    const importId = await uploaded(FILE);
    vendor = await makeVendor(test.db);
    expect(await review(importId, ANSWERS)).toBeNull();
    expect(await confirm(importId, ANSWERS)).toBeNull();
    expect(await rowsToFixOfImport(test, { vendorId: vendor.id, importId })).toBeNull();
  });

  it("reviews contacts against the debtors that are here", async () => {
    await confirm(await uploaded("reference,debtor reference,due,amount\n1,D1,2026-03-31,5\n"));
    const importId = await uploaded(
      "debtor reference,email\nD1,ann@example.com\nD2,bob@example.com\n",
      "contacts",
    );
    expect(await review(importId)).toMatchObject({ kind: "contacts", reading: { matched: 1, unmatched: 1 } });
    expect(await confirm(importId)).toBe("imported");
    expect(await review(importId)).toMatchObject({
      kind: "imported",
      result: { kind: "contacts", filled: 1, rejected: 1 },
    });
  });

  it("passes over choices that make no sense", () => {
    expect(chosen("dateOrder=ydm&decimalMark=;&column.amount=999999&column.name=x")).toEqual({
      mapping: null,
      dateOrder: null,
      decimalMark: null,
      asOf: null,
    });
  });
});
