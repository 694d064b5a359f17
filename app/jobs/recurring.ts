import type { App } from "~/server/app.server";
import { refreshAverages } from "~/services/desk/refresh-averages.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { requeueMessages } from "~/services/messages/requeue-messages.server";
import { announceInstalments } from "~/services/plans/announce-instalments.server";
import { chargeInstalments } from "~/services/plans/charge-instalments.server";
import { endAbandonedPlans } from "~/services/plans/end-abandoned-plans.server";
import { reconcileStripe } from "~/services/reconciliation/reconcile-stripe.server";
import { requeueStripeEvents } from "~/services/reconciliation/requeue-stripe-events.server";

export interface RecurringJob {
  name: string;
  /** In UTC. */
  cron: string;
  run: (app: App) => Promise<unknown>;
}

/**
 * How many debtors one sweep looks at before it lets another worker have a turn; the next minute goes on from
 * there.
 */
const debtorsPerSweep = 20_000;

/** All that happens by the clock. Each is safe to run twice at once and harmless to miss once. */
export const recurringJobs: readonly RecurringJob[] = [
  {
    name: "sweep-due",
    cron: "* * * * *",
    run: (app) => planDueReminders(app, { now: app.now(), limit: debtorsPerSweep }),
  },
  {
    name: "requeue-messages",
    cron: "* * * * *",
    run: (app) => requeueMessages(app, { now: app.now() }),
  },
  {
    name: "requeue-stripe-events",
    cron: "* * * * *",
    run: (app) => requeueStripeEvents(app, { now: app.now() }),
  },
  {
    name: "reconcile-stripe",
    cron: "*/10 * * * *",
    run: (app) => reconcileStripe(app, { now: app.now() }),
  },
  {
    name: "announce-instalments",
    cron: "*/5 * * * *",
    run: (app) => announceInstalments(app, { now: app.now() }),
  },
  {
    name: "charge-instalments",
    cron: "*/5 * * * *",
    run: (app) => chargeInstalments(app, { now: app.now() }),
  },
  {
    name: "end-abandoned-plans",
    cron: "*/5 * * * *",
    run: (app) => endAbandonedPlans(app, { now: app.now() }),
  },
  {
    name: "refresh-averages",
    // Not on the hour, when so much else begins.
    cron: "7 * * * *",
    run: (app) => refreshAverages(app, { now: app.now() }),
  },
];
