import { PgBoss } from "pg-boss";
import { jobNames } from "~/domain/jobs";
import type { App } from "~/server/app.server";
import { handlers } from "./handlers";

/**
 * Runs what is on the queue, in this process, until nothing is left that is due by the app's own clock. A job
 * that fails stays queued and is not tried again; what it threw is among `failures`.
 */
export async function drainJobs(
  app: App,
): Promise<{ done: number; failures: { job: string; error: unknown }[] }> {
  const boss = new PgBoss({
    connectionString: app.env.databaseUrl,
    max: 2,
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  try {
    return await drain(boss, app);
  } finally {
    await boss.stop({ graceful: false });
  }
}

async function drain(boss: PgBoss, app: App) {
  const failed = new Map<string, { job: string; error: unknown }>();
  let done = 0;
  for (let ranOne = true; ranOne;) {
    ranOne = false;
    for (const name of jobNames) {
      for (const job of await boss.findJobs(name, { queued: true })) {
        if (failed.has(job.id) || !isDue(job, app.now())) continue;
        ranOne = true;
        try {
          await handlers[name](app, job.data);
          await boss.complete(name, job.id, null, { includeQueued: true });
          done += 1;
        } catch (error) {
          failed.set(job.id, { job: name, error });
        }
      }
    }
  }
  return { done, failures: [...failed.values()] };
}

/**
 * A job for no particular time starts when it was made; the app's clock may be another than the database's.
 */
function isDue({ startAfter, createdOn }: { startAfter: Date; createdOn: Date }, now: Date): boolean {
  return startAfter.getTime() === createdOn.getTime() || startAfter <= now;
}
