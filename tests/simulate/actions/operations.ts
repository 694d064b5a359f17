import { recurringJobs } from "~/jobs/recurring";
import { reconcileStripe } from "~/services/reconciliation/reconcile-stripe.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { work } from "~tests/simulate/queue";
import type { DrawAction } from "./action";

export const workers: DrawAction = (draw) => {
  const picks = Array.from({ length: 1 + draw.below(5) }, () => draw.unit());
  return async (world) => {
    const done = await work(world, picks);
    return `Workers take up ${done.length} jobs: ${done.join("; ") || "there are none"}.`;
  };
};

export const reconcile: DrawAction = (draw) => {
  const [runs, first] = [1 + draw.below(3), draw.below(4)];
  return async (world) => {
    const asked = Array.from({ length: runs }, (_, run) =>
      world.ask(world.process(first + run), (app) => reconcileStripe(app, { now: app.now() })),
    );
    const answers = await Promise.all(asked);
    const found = answers.map((one) =>
      one.kind === "answered" ? `${one.value.missed} missed, ${one.value.repaired} repaired` : one.kind,
    );
    return `Reconciliation runs ${runs} times at once: ${found.join("; ")}.`;
  };
};

/** What happens by the clock, besides reconciliation, which has a turn of its own. */
export const everyMinute: DrawAction = (draw) => {
  const worker = draw.below(2);
  return async (world) => {
    const due = recurringJobs.filter(({ name }) => name !== "reconcile-stripe");
    const runs = due.map(({ run }, index) => world.ask(world.worker(worker + index), (app) => run(app)));
    const failed = (await Promise.all(runs)).filter(({ kind }) => kind !== "answered");
    return `The clock's own work is done${failed.length > 0 ? `, but for ${failed.length}` : ""}.`;
  };
};

export const planReminders: DrawAction = (draw) => {
  const planners = 1 + draw.below(2);
  return async (world) => {
    const asked = Array.from({ length: planners }, (_, planner) =>
      world.ask(world.worker(planner), (app) => planDueReminders(app, { now: app.now(), limit: 100 })),
    );
    const planned = (await Promise.all(asked)).map((one) =>
      one.kind === "answered" ? one.value.planned : one.kind,
    );
    return `Reminders are planned: ${planned.join(", ")}.`;
  };
};

const minuteMs = 60_000;

export const passTime: DrawAction = (draw) => {
  const minutes = draw.oneOf([3, 20, 90, 300, 1_440, 1_470, 4_500, 10_200]);
  return async (world) => {
    await world.advance(minutes * minuteMs);
    return `${minutes} minutes pass.`;
  };
};
