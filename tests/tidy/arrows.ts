import { join } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";

/**
 * The parts of the house, and which others each may point to. What is not named here, nobody but its own part
 * uses.
 */
const parts: Record<string, string> = {
  domain: "^app/domain/",
  db: "^db/",
  adapters: "^app/adapters/",
  emails: "^emails/",
  services: "^app/services/",
  jobs: "^app/jobs/",
  components: "^app/components/",
  routes: "^app/routes/",
  environment: "^app/env\\.server\\.ts$",
  /** What a process hands to its services and routes: its parts, connected. */
  app: "^app/server/app\\.server\\.ts$",
  server: "^app/server/(?!app\\.server\\.ts$)",
  commands: "^app/commands/",
  standIns: "^tests/stand-ins/start\\.ts$",
  tests: "^tests/(?!stand-ins/start\\.ts$)",
};

const mayPointTo: Record<string, string[]> = {
  domain: [],
  db: ["domain"],
  adapters: ["domain"],
  emails: ["domain"],
  environment: ["domain"],
  app: ["domain", "db", "adapters", "environment"],
  services: ["domain", "db", "adapters", "emails", "app"],
  jobs: ["domain", "services", "app"],
  components: ["domain"],
  routes: ["domain", "components", "services", "app", "server"],
  server: ["domain", "db", "adapters", "components", "services", "jobs", "environment", "app"],
  commands: ["domain", "db", "adapters", "services", "jobs", "environment", "app", "server", "standIns"],
};

const pureLibraries = [
  "zod",
  "temporal-polyfill",
  "date-holidays",
  "libphonenumber-js",
  "@formatjs/intl",
  "liquidjs",
  "sms-segments-calculator",
  "chardet",
  "iconv-lite",
  "csv-parse",
  "csv-stringify",
  "read-excel-file",
  "qrcode",
];

const library = (names: string[]) => `^node_modules/(${names.join("|")})/`;

type Rule = NonNullable<NonNullable<ICruiseOptions["ruleSet"]>["forbidden"]>[number];

const arrows: Rule[] = Object.entries(mayPointTo).map(([part, others]) => ({
  name: `arrow-from-${part}`,
  severity: "error",
  from: { path: parts[part] ?? [] },
  to: {
    path: Object.values(parts),
    pathNot: [part, ...others].flatMap((name) => parts[name] ?? []),
  },
}));

const boundaries: Rule[] = [
  {
    name: "cycle",
    comment: "Of values: two files may know each other's types without needing each other to run.",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "domain-is-pure",
    comment: "No clock, no file, no network: from Node only its hashes, from npm only what computes.",
    severity: "error",
    from: { path: parts["domain"] ?? [] },
    to: { dependencyTypes: ["core"], pathNot: "^crypto$" },
  },
  {
    name: "domain-uses-pure-libraries",
    severity: "error",
    from: { path: parts["domain"] ?? [] },
    to: { path: "^node_modules/", pathNot: library(pureLibraries) },
  },
  {
    name: "sdk-in-its-adapter",
    comment: "A provider's SDK is one file's business.",
    severity: "error",
    from: { pathNot: ["^app/adapters/", "^tests/", "^node_modules/"] },
    to: { path: library(["stripe", "resend", "twilio", "nodemailer"]) },
  },
  {
    name: "sql-in-db",
    severity: "error",
    from: { path: "^app/|^emails/", pathNot: "^app/server/" },
    to: { path: library(["drizzle-orm", "postgres", "pg"]) },
  },
  {
    name: "server-code-stays-on-the-server",
    comment:
      "The browser's bundle leaves out `*.server` modules alone: pages reach the server's side through them.",
    severity: "error",
    from: {
      path: "^app/(routes|components|root\\.tsx|entry\\.client\\.tsx)",
      pathNot: "\\.server\\.tsx?$",
    },
    to: {
      path: "^(db|emails|tests)/|^app/(adapters|services|jobs|server|commands|env)",
      pathNot: "\\.server\\.tsx?$",
      dependencyTypesNot: ["type-only"],
    },
  },
];

/** `tsConfig` brings the aliases; the resolver reads it although its type does not list it. */
function resolution(baseDir: string) {
  return {
    extensions: [".ts", ".tsx", ".js", ".mjs", ".d.ts"],
    conditionNames: ["import", "node", "default", "types"],
    exportsFields: ["exports"],
    tsConfig: join(baseDir, "tsconfig.json"),
    bustTheCache: true,
  };
}

export interface BadArrow {
  rule: string;
  from: string;
  to: string;
}

/** Every import, of values and of types alike, that the house plan does not have. */
export async function badArrows(folders: string[], baseDir = process.cwd()): Promise<BadArrow[]> {
  const { output } = await cruise(
    folders,
    {
      baseDir,
      ruleSet: { forbidden: [...arrows, ...boundaries] },
      validate: true,
      doNotFollow: { path: "^node_modules/" },
      // Types too: a part that names another part's types knows about it.
      tsPreCompilationDeps: true,
    },
    resolution(baseDir),
  );
  return violationsOf(output);
}

function violationsOf(output: ICruiseResult | string): BadArrow[] {
  if (typeof output === "string") throw new Error("The cruise was expected to answer with its result.");
  return output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}
