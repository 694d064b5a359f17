import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const secrets = z.object({ LINK_KEYS: z.string(), SESSION_SECRET: z.string() });
export type DemoSecrets = z.infer<typeof secrets>;

/**
 * The secrets of the local demo: made up once per data folder and kept, so that links already sent and people
 * already signed in survive a restart. Production asks for its own; the session secret's name says that this
 * is not one.
 */
export function demoSecrets(dataFolder: string): DemoSecrets {
  const file = join(dataFolder, "secrets.json");
  if (existsSync(file)) return secrets.parse(JSON.parse(readFileSync(file, "utf8")));
  const made: DemoSecrets = {
    LINK_KEYS: `1:${randomBytes(32).toString("base64url")}`,
    SESSION_SECRET: `tenfold-demo-${randomBytes(32).toString("base64url")}`,
  };
  // Written beside and renamed: a start that is killed here leaves no half-written file behind.
  writeFileSync(`${file}.new`, JSON.stringify(made), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return made;
}
