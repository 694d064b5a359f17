import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ESLint } from "eslint";
import { afterAll, describe, expect, test } from "vitest";
import { badArrows, type BadArrow } from "./tidy/arrows";
import { complaintsAbout, limits, ownSources } from "./tidy/sizes";

const planted = mkdtempSync(join(tmpdir(), "tenfold-tidy-"));
afterAll(() => rmSync(planted, { recursive: true, force: true }));

test("every import follows an arrow of the house plan, none in a circle", { timeout: 60_000 }, async () => {
  expect(await badArrows(["app", "db", "emails", "tests"])).toEqual([]);
});

test("files, lines and names keep to the house's sizes", () => {
  expect(ownSources().flatMap(({ path, text }) => complaintsAbout(path, text))).toEqual([]);
});

describe("the arrows catch", () => {
  const bad: { what: string; from: string; to: string; rule: string }[] = [
    { what: "SQL in a route", from: "app/routes/desk.tsx", to: "db/client.ts", rule: "arrow-from-routes" },
    {
      what: "a route in a service",
      from: "app/services/pay.server.ts",
      to: "app/routes/p.tsx",
      rule: "arrow-from-services",
    },
    {
      what: "a service in the domain",
      from: "app/domain/money.ts",
      to: "app/services/pay.server.ts",
      rule: "arrow-from-domain",
    },
    {
      what: "a query in the domain",
      from: "app/domain/money.ts",
      to: "db/queries/books.ts",
      rule: "arrow-from-domain",
    },
    {
      what: "a service in db",
      from: "db/queries/books.ts",
      to: "app/services/pay.server.ts",
      rule: "arrow-from-db",
    },
    {
      what: "a query in an adapter",
      from: "app/adapters/sms.server.ts",
      to: "db/queries/books.ts",
      rule: "arrow-from-adapters",
    },
    {
      what: "a query in an email",
      from: "emails/receipt.tsx",
      to: "db/queries/books.ts",
      rule: "arrow-from-emails",
    },
    {
      what: "an adapter in a job",
      from: "app/jobs/send.ts",
      to: "app/adapters/sms.server.ts",
      rule: "arrow-from-jobs",
    },
    {
      what: "a command in a service",
      from: "app/services/pay.server.ts",
      to: "app/commands/start.ts",
      rule: "arrow-from-services",
    },
    {
      what: "a test's code in the server",
      from: "app/server/web.server.ts",
      to: "tests/setup/clock.ts",
      rule: "arrow-from-server",
    },
    {
      what: "an email in a component",
      from: "app/components/button.tsx",
      to: "emails/receipt.tsx",
      rule: "arrow-from-components",
    },
    {
      what: "server code that the browser would get",
      from: "app/routes/desk.tsx",
      to: "app/services/pay.ts",
      rule: "server-code-stays-on-the-server",
    },
  ];

  test.each(bad)("$what", async ({ from, to, rule }) => {
    expect(await plantedArrows({ [to]: "export const it = 1;", [from]: importing(to) })).toContainEqual({
      rule,
      from,
      to,
    });
  });

  test("a type taken where a value may not be", async () => {
    const from = "app/domain/money.ts";
    const to = "db/client.ts";
    const files = {
      [to]: "export type It = 1;",
      [from]: 'import type { It } from "~db/client";\nexport const it: It = 1;',
    };
    expect(await plantedArrows(files)).toContainEqual({ rule: "arrow-from-domain", from, to });
  });

  test("a circle of three files", async () => {
    const files = {
      "app/domain/one.ts": 'import { it as two } from "./two";\nexport const it = () => two;',
      "app/domain/two.ts": 'import { it as three } from "./three";\nexport const it = () => three;',
      "app/domain/three.ts": 'import { it as one } from "./one";\nexport const it = () => one;',
    };
    expect((await plantedArrows(files)).map(({ rule }) => rule)).toContain("cycle");
  });

  test.each([
    {
      what: "a provider's SDK in a service",
      from: "app/services/pay.server.ts",
      library: "stripe",
      rule: "sdk-in-its-adapter",
    },
    {
      what: "a driver in a service",
      from: "app/services/pay.server.ts",
      library: "postgres",
      rule: "sql-in-db",
    },
    {
      what: "a server in the domain",
      from: "app/domain/money.ts",
      library: "express",
      rule: "domain-uses-pure-libraries",
    },
    {
      what: "a file read in the domain",
      from: "app/domain/money.ts",
      library: "node:fs",
      rule: "domain-is-pure",
    },
  ])("$what", async ({ from, library, rule }) => {
    const files: Record<string, string> = { [from]: `import it from "${library}";\nexport const mine = it;` };
    if (!library.startsWith("node:")) {
      files[`node_modules/${library}/package.json`] = JSON.stringify({ name: library, main: "index.js" });
      files[`node_modules/${library}/index.js`] = "module.exports = 1;";
    }
    expect((await plantedArrows(files)).map((arrow) => arrow.rule)).toContain(rule);
  });

  test("nothing in a small house that follows the plan", async () => {
    const files = {
      "app/domain/money.ts": "export const it = 1;",
      "db/queries/books.ts": importing("app/domain/money.ts"),
      "app/services/pay.server.ts": importing("db/queries/books.ts"),
      "app/components/amount.tsx": importing("app/domain/money.ts"),
      "app/routes/p.tsx": `${importing(
        "app/services/pay.server.ts",
      )}\nexport { mine as amount } from "~/components/amount";`,
    };
    expect(await plantedArrows(files)).toEqual([]);
  });
});

describe("the sizes catch", () => {
  test.each([
    ["a file that goes on too long", "app/domain/money.ts", "line\n".repeat(limits.linesPerFile + 1)],
    ["a line that goes on too long", "app/domain/money.ts", "x".repeat(limits.charactersPerLine + 1)],
    ["a name in another case", "app/domain/payLink.ts", ""],
    ["a drawer", "app/domain/date-utils.ts", ""],
    ["a folder that is a drawer", "app/helpers/dates.ts", ""],
  ])("%s", (_what, path, text) => {
    expect(complaintsAbout(path, text)).toHaveLength(1);
  });

  test.each(["app/routes/p.$token.tsx", "app/routes/desk.$.tsx", "app/services/send-message.server.ts"])(
    "nothing in a name such as %s",
    (path) => {
      expect(complaintsAbout(path, "const it = 1;\n")).toEqual([]);
    },
  );
});

describe("lint catches", { timeout: 120_000 }, () => {
  const eslint = new ESLint();

  test.each([
    [
      "a promise nobody waits for",
      "async function later() {}\nlater();",
      "@typescript-eslint/no-floating-promises",
    ],
    ["a switch that forgets a case", switchThatForgets(), "@typescript-eslint/switch-exhaustiveness-check"],
    ["an any", "export const it: any = 1;", "@typescript-eslint/no-explicit-any"],
    [
      "a non-null assertion",
      "export const it = ([] as string[])[0]!;",
      "@typescript-eslint/no-non-null-assertion",
    ],
    [
      "a function that goes on too long",
      `export function long() {\n${"  void 0;\n".repeat(71)}}`,
      "max-lines-per-function",
    ],
    ["a cast through unknown", "export const it = 1 as unknown as string;", "no-restricted-syntax"],
  ])("%s", async (_what, text, rule) => {
    // The type checker needs a file it knows; only the text is planted.
    const [result] = await eslint.lintText(text, { filePath: "app/domain/money.ts" });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
  });
});

function switchThatForgets(): string {
  return [
    'type Mark = "paid" | "open";',
    "export function say(mark: Mark): string {",
    '  switch (mark) { case "paid": return "paid"; }',
    '  return "";',
    "}",
  ].join("\n");
}

function importing(path: string): string {
  const alias = path
    .replace(/^app\//, "~/")
    .replace(/^(db|emails|tests)\//, "~$1/")
    .replace(/\.tsx?$/, "");
  const name =
    path.includes("queries") || path.includes("money") || path.includes("services") ? "*" : "{ it }";
  return name === "*"
    ? `import * as it from "${alias}";\nexport const mine = it;`
    : `import { it } from "${alias}";\nexport const mine = it;`;
}

let houses = 0;

/** A house of these files alone, measured by the same rules. */
async function plantedArrows(files: Record<string, string>): Promise<BadArrow[]> {
  const house = join(planted, String(++houses));
  const paths = {
    "~/*": ["./app/*"],
    "~db/*": ["./db/*"],
    "~emails/*": ["./emails/*"],
    "~tests/*": ["./tests/*"],
  };
  const all = {
    "package.json": "{}",
    "tsconfig.json": JSON.stringify({ compilerOptions: { paths } }),
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  }
  const folders = ["app", "db", "emails", "tests"].filter((folder) =>
    Object.keys(files).some((path) => path.startsWith(folder)),
  );
  return badArrows(folders, house);
}
