import { PgBoss } from "pg-boss";
import { jobNames } from "~/domain/jobs";
import type { App } from "~/server/app.server";
import { handlers } from "./handlers";
import { recurringJobs, type RecurringJob } from "./recurring";

/** How many jobs of one kind a process works on at once; more processes do more. */
const batchSize = 8;
/**
 * A job under way gets this long to finish when the process is told to stop; then another worker takes it up.
 */
const stopWithinMs = 5_000;

/**
 * Takes jobs from the queue until it is stopped. Any number of workers share one database: each job goes to
 * one of them, and one whose worker died is taken up by another within seconds.
 */
export async function startWorker({ app, databaseUrl }: { app: App; databaseUrl: string }): Promise<{
  stop(): Promise<void>;
}> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: "tenfold worker",
    migrate: false,
    createSchema: false,
    useListenNotify: true,
    // A job whose heartbeat has stopped is noticed by the next look.
    monitorIntervalSeconds: 5,
    superviseIntervalSeconds: 5,
  });
  // The driver hangs its whole client on the error; what happened is in the message.
  boss.on("error", ({ message }) => app.log.error(`the job queue reported an error: ${message}`));
  await boss.start();
  for (const name of jobNames) await work(boss, app, name);
  for (const recurring of recurringJobs) await repeat(boss, app, recurring);
  app.log.info({ jobs: jobNames, recurring: recurringJobs.map(({ name }) => name) }, "worker started");
  return { stop: () => boss.stop({ graceful: true, timeout: stopWithinMs }) };
}

async function work(boss: PgBoss, app: App, name: (typeof jobNames)[number]): Promise<void> {
  const options = {
    batchSize,
    // A full batch means there is more: fetch again at once instead of waiting for the next notification.
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 2,
    notifyPollingIntervalSeconds: 10,
    perJobResults: true,
  } as const;
  await boss.work<object, unknown, typeof options>(name, options, (jobs) =>
    Promise.all(
      jobs.map(async ({ id, data }) => {
        try {
          await handlers[name](app, data);
          return { id, status: "completed" as const };
        } catch (error) {
          app.log.warn({ err: error, job: name, ...data }, "a job failed and will be tried again");
          return { id, status: "failed" as const, output: { message: String(error) } };
        }
      }),
    ),
  );
}

/** By the clock, and once now: whoever starts the worker should not have to wait for the next minute. */
async function repeat(boss: PgBoss, app: App, { name, cron, run }: RecurringJob): Promise<void> {
  // `exclusive`: however many workers there are, one run waits or is under way.
  await boss.createQueue(name, {
    policy: "exclusive",
    retryLimit: 0,
    expireInSeconds: 600,
    // A run whose worker was killed must not keep the next one waiting for as long as a run may take.
    heartbeatSeconds: 10,
    deleteAfterSeconds: 3600,
  });
  await boss.work(name, { pollingIntervalSeconds: 2 }, () => run(app));
  await boss.schedule(name, cron);
  await boss.send(name);
}
