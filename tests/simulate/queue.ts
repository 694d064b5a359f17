import { jobNames, type JobName } from "~/domain/jobs";
import { handlers } from "~/jobs/handlers";
import { describeError, type World } from "./world";

interface Job {
  id: string;
  name: JobName;
  data: Record<string, string>;
}

/**
 * The jobs are the rows that the services left on the real queue. They are taken up here rather than by the
 * queue's own workers, because those look by the wall clock, and here it is the seed that says who takes up
 * what and when. A job that fails, or whose worker dies, is on the queue again.
 *
 * @param picks which of the waiting jobs, each a share from 0 to 1 of the line.
 * @returns what became of each, in a few words.
 */
export async function work(world: World, picks: readonly number[]): Promise<string[]> {
  const waiting = await dueJobs(world);
  const taken: Job[] = [];
  for (const pick of picks) taken.push(...waiting.splice(Math.floor(pick * waiting.length), 1));
  return Promise.all(taken.map((job, index) => runJob(world, job, index)));
}

/**
 * Works until nothing is left that is due.
 * @throws when a job cannot be done, however often it is tried, although nothing stands in its way any more.
 */
export async function drain(world: World): Promise<void> {
  const tries = new Map<string, number>();
  for (;;) {
    const triesOf = ({ id }: Job) => tries.get(id) ?? 0;
    // What has failed goes behind the rest: it may be waiting for one of those.
    const waiting = (await dueJobs(world)).sort((a, b) => triesOf(a) - triesOf(b)).slice(0, 6);
    if (waiting.length === 0) return;
    for (const { id, name } of waiting) {
      tries.set(id, (tries.get(id) ?? 0) + 1);
      if ((tries.get(id) ?? 0) > 3) throw new Error(`The job ${name} cannot be done.`);
    }
    await Promise.all(waiting.map((job, index) => runJob(world, job, index)));
  }
}

async function dueJobs(world: World): Promise<Job[]> {
  const { admin } = world.room;
  const rows = await admin<Job[]>`select id, name, data from pgboss.job
    where state in ('created', 'retry') and start_after <= ${world.now()} and name in ${admin([...jobNames])}
    order by created_on, id`;
  return [...rows];
}

async function runJob(world: World, job: Job, worker: number): Promise<string> {
  const { admin } = world.room;
  const taken = await admin`update pgboss.job set state = 'active', started_on = now()
    where id = ${job.id} and state in ('created', 'retry') returning id`;
  if (taken.length === 0) return `${job.name}: taken already`;
  const { messageId } = job.data;
  if (job.name === "send-message" && messageId !== undefined) await world.reminders.begun(messageId);
  const answer = await world.ask(world.worker(worker), (app) => handlers[job.name](app, job.data));
  if (answer.kind === "answered") {
    await admin`delete from pgboss.job where id = ${job.id}`;
    return `${job.name}: ${String(answer.value)}`;
  }
  await admin`update pgboss.job set state = 'retry' where id = ${job.id}`;
  return `${job.name}: ${answer.kind === "crashed" ? "its worker crashed" : describeError(answer.error)}`;
}
