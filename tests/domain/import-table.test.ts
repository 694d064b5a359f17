import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { decodeText } from "~/domain/import/table/decode-text";
import { readTable } from "~/domain/import/table/read-table";

const bytes = (text: string, encoding = "utf-8", addBOM = false) => iconv.encode(text, encoding, { addBOM });

async function tableOf(text: string | Uint8Array) {
  const outcome = await readTable(typeof text === "string" ? bytes(text) : text);
  if (!outcome.ok) throw new Error(outcome.refusal.reason);
  return outcome.value;
}

async function refusalOf(input: string | Uint8Array): Promise<string> {
  const outcome = await readTable(typeof input === "string" ? bytes(input) : input);
  expect(outcome.ok).toBe(false);
  return outcome.ok ? "" : `${outcome.refusal.reason} ${outcome.refusal.whatToDo}`;
}

describe("bytes become text", () => {
  const text = "reference,name,due\n0012,Zoë Müller–Ångström,2026-01-31\n";

  it.each([
    ["utf-8", false],
    ["utf-8", true],
    ["utf-16le", true],
    ["utf-16be", true],
    ["utf-16le", false],
    ["utf-16be", false],
    ["utf-32le", true],
    ["windows-1252", false],
  ])("from %s, byte-order mark %s", (encoding, mark) => {
    const decoded = decodeText(bytes(text, encoding, mark));
    expect(decoded).toMatchObject({ ok: true, value: { text, encoding } });
  });

  it("from windows-1252 although a short text looks like another language", () => {
    const short = "no;name;due\n1;René Gagné;31/01/2026\n2;Søren Sørensen;31/01/2026\n";
    expect(decodeText(bytes(short, "windows-1252"))).toMatchObject({ ok: true, value: { text: short } });
  });

  it.each([
    ["a spreadsheet", [0x50, 0x4b, 0x03, 0x04, 0x14], "Excel"],
    ["an old spreadsheet", [0xd0, 0xcf, 0x11, 0xe0], "Excel"],
    ["a PDF", [...Buffer.from("%PDF-1.7")], "PDF"],
    ["a picture", [0x89, 0x50, 0x4e, 0x47], "picture"],
    ["a compressed file", [0x1f, 0x8b, 0x08], "compressed"],
    ["a web page", [...Buffer.from("<html><table>")], "web page"],
    ["machine code", [...Buffer.alloc(2_000, "\u0001\u0002\u0000x")], "not a text file"],
  ])("but not from %s, and the refusal says what to do", async (_name, start, said) => {
    const refusal = await refusalOf(Uint8Array.from(start));
    expect(refusal).toContain(said);
    expect(refusal).toMatch(/CSV|Unpack/);
  });
});

describe("text becomes a table", () => {
  it.each([
    ["commas", "a,b,c\n1,2,3\n"],
    ["semicolons, with decimal commas", "a;b;c\n1,5;2,5;3,5\n"],
    ["tabs", "a\tb\tc\n1\t2\t3\n"],
    ["vertical bars", "a|b|c\n1|2|3\n"],
    ["what a first line declares", "sep=;\na;b;c\n1;2,1;3\n"],
    ["commas, with carriage returns alone", "a,b,c\r1,2,3\r"],
    ["commas, with mixed line endings", "a,b,c\r\n1,2,3\n4,5,6\r\n"],
  ])("separated by %s", async (_name, text) => {
    const table = await tableOf(text);
    expect(table.header).toEqual(["a", "b", "c"]);
    expect(table.rows[0]?.cells).toHaveLength(3);
    expect(table.broken).toEqual([]);
  });

  it("numbers rows as a spreadsheet does: blank rows count, a cell of several lines is one row", async () => {
    const table = await tableOf('reference,due\n1,"a\nb\nc"\n\n,\n5,x\n');
    expect(table.rows).toEqual([
      { row: 2, cells: ["1", "a\nb\nc"] },
      { row: 5, cells: ["5", "x"] },
    ]);
  });

  it("finds the column names under the titles of a report", async () => {
    const table = await tableOf(
      "Acme Ltd,,\nOpen invoices,,\n\nInvoice No,Customer,Due date\n7,Ann,1/2/2026\n",
    );
    expect(table.header).toEqual(["Invoice No", "Customer", "Due date"]);
    expect(table.rows).toEqual([{ row: 5, cells: ["7", "Ann", "1/2/2026"] }]);
  });

  it("reports ragged rows with their number and reads the others", async () => {
    const table = await tableOf("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12,,\n");
    expect(table.rows.map(({ row }) => row)).toEqual([2, 5]);
    expect(table.broken.map(({ problem }) => [problem.row, problem.reason])).toEqual([
      [3, "This row has 2 cells, not 3."],
      [4, "This row has 4 cells, not 3."],
    ]);
    expect(table.broken[1]?.cells).toEqual(["6", "7", "8", "9"]);
  });

  it("gives up only the line whose quotation mark is never closed", async () => {
    const table = await tableOf('a,b\n1,2\n3,"4\n5,6\n7,8\n');
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ["1", "2"],
      ["5", "6"],
      ["7", "8"],
    ]);
    expect(table.broken).toHaveLength(1);
    expect(table.broken[0]).toMatchObject({ cells: ["3", '"4'], problem: { row: 3 } });
    expect(table.rows.map(({ row }) => row)).toEqual([2, 4, 5]);
  });

  it("takes quotation marks inside a cell as they are", async () => {
    const table = await tableOf('a,b\n5" pipe,say "hi"\n');
    expect(table.rows[0]?.cells).toEqual(['5" pipe', 'say "hi"']);
  });

  it.each([
    ["nothing", "", "The file is empty."],
    ["white space", " \n\n \n", "The file has no rows."],
    ["only column names", "reference,due,amount\n", "no rows under them"],
    ["a delimiter nobody uses", "reference^due^amount\n1^2^3\n", "Only one column"],
    [
      "ten thousand columns",
      `${Array.from({ length: 10_000 }, (_, at) => `c${at}`).join(",")}\n1\n`,
      "10,000 columns",
    ],
  ])("but not from %s", async (_name, text, said) => {
    expect(await refusalOf(text)).toContain(said);
  });

  it("refuses a file with too many rows instead of taking a part of it", async () => {
    expect(await refusalOf(`a,b\n${"1,2\n".repeat(200_020)}`)).toContain("more than 200,000 rows");
  });

  it("gives up on a file full of damaged quotation marks in bounded time", async () => {
    const started = performance.now();
    expect(await refusalOf(`a,b\n${`1,"${"x".repeat(140_000)}\n`.repeat(80)}`)).toContain("never closed");
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("never throws on random bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (random) => {
        const outcome = await readTable(random);
        if (!outcome.ok) expect(outcome.refusal.whatToDo).not.toBe("");
      }),
      { numRuns: 500 },
    );
    const pieces = fc.array(fc.constantFrom('"', ",", ";", "\n", "\r\n", "\0", "a", "é", "=", "\ufeff"), {
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(pieces, async (signs) => {
        await readTable(bytes(signs.join("")));
      }),
    );
  });
});
