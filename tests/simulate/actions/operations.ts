import { requeueMessages } from "~/services/messages/requeue-messages.server";
import { reconcileStripe } from "~/services/payments/reconcile-stripe.server";
import { requeueStripeEvents } from "~/services/payments/requeue-stripe-events.server";
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

export const everyMinute: DrawAction = (draw) => {
  const worker = draw.below(2);
  return async (world) => {
    await world.ask(world.worker(worker), (app) => requeueStripeEvents(app, { now: app.now() }));
    await world.ask(world.worker(worker + 1), (app) => requeueMessages(app, { now: app.now() }));
    return "What waits too long is put on the queue again.";
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
  const minutes = draw.oneOf([3, 20, 90, 300, 1_440, 1_470, 4_500]);
  return async (world) => {
    await world.advance(minutes * minuteMs);
    return `${minutes} minutes pass.`;
  };
};
