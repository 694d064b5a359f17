import { describe, expect, test } from "vitest";
import { createVendorCommand } from "~/commands/create-vendor-command";
import { cadences, staffUsers, templates, vendors } from "~db/schema";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();

async function run(argv: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const code = await createVendorCommand({
    argv,
    withDatabase: (work) => work(database.db),
    say: (line) => said.push(line),
  });
  return { code, said: said.join("\n") };
}

const clinic = [
  ["--slug", "elm-clinic"],
  ["--name", "Elm Clinic"],
  ["--signature", "Ruth Ode"],
  ["--reply-to", "desk@elmclinic.example.com"],
  ["--address", "3 Elm Road, Dayton, OH 45402"],
  ["--staff-email", "Ruth@elmclinic.example.com"],
  ["--staff-password", "long enough"],
].flat();

describe("npm run vendor", () => {
  test("adds a vendor with its cadence, its templates and a person who can sign in, once", async () => {
    expect(await run(clinic)).toMatchObject({ code: 0 });
    expect((await run(clinic)).said).toContain("was here already");
    const here = await database.db.asSystem(async (tx) => ({
      vendors: await tx.select().from(vendors),
      people: await tx.select().from(staffUsers),
      cadences: await tx.select().from(cadences),
      templates: await tx.select().from(templates),
    }));
    expect(here.vendors).toMatchObject([{ slug: "elm-clinic", name: "Elm Clinic", currency: "USD" }]);
    expect(here.people).toMatchObject([{ email: "ruth@elmclinic.example.com", name: "Ruth Ode" }]);
    expect(here.cadences).toHaveLength(1);
    expect(here.templates.length).toBeGreaterThan(0);
  });

  test("says everything that is missing or wrong at once, and writes nothing", async () => {
    const { code, said } = await run(["--slug", "Bad Slug", "--staff-password", "short"]);
    expect(code).toBe(2);
    for (const what of [
      "slug",
      "name",
      "signatureName",
      "replyToEmail",
      "postalAddress",
      "staff-email",
      "staff-password",
    ]) {
      expect(said).toContain(`${what}: `);
    }
    expect((await run(["--nonsense"])).code).toBe(2);
  });
});
