import { Temporal } from "temporal-polyfill";
import { demoFile } from "~/domain/demo/demo-file";
import type { VendorId } from "~/domain/ids";
import { importChoicesSchema } from "~/domain/import/plan-reading";
import { currency } from "~/domain/money";
import type { Env } from "~/env.server";
import { drainJobs } from "~/jobs/drain.server";
import type { App } from "~/server/app.server";
import { createApp } from "~/server/create-app.server";
import { createVendor } from "~/services/staff/create-vendor.server";
import { importBalances } from "~/services/import/import-balances.server";
import { mintPayLink, payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import { planDueReminders } from "~/services/reminders/plan-reminders.server";
import { findDebtorToShow, findVendorBySlug, hasMessages } from "~db/queries/vendor/vendors";

const demoVendor = {
  slug: "alder-dental",
  name: "Alder Street Dental",
  signatureName: "Maya Lindqvist",
  currency: currency("USD"),
  timeZone: "America/New_York",
  language: "en",
  country: "US",
  replyToEmail: "hello@alderstreetdental.example.com",
  phone: "+12125550134",
  postalAddress: "48 Alder Street, Albany, NY 12207",
  brandColor: "#1f5f4a",
  reminderMode: "automatic",
  partialMinimumMinor: 2_000n,
} as const;

const demoStaff = {
  email: "maya@alderstreetdental.example.com",
  name: "Maya Lindqvist",
  password: "ten-fold-more",
};

/**
 * How long the demo has been running before anyone looks: long enough that emails and then SMS have gone out
 * at lawful hours, whatever the hour and the day of the week at which it is started.
 */
const historyDays = 5;
const hourMs = 3_600_000;

export interface SeededDemo {
  email: string;
  password: string;
  payLinkUrl: string;
}

/**
 * Gives the demo its vendor: balances from a generated file, and the reminders of the last days, planned and
 * sent by the services themselves with a clock that runs through those days. Done already, it only makes a
 * link to click.
 */
export async function seedDemo({ env }: { env: Env }): Promise<SeededDemo> {
  const clock = { now: new Date() };
  const app = await createApp(env, () => clock.now);
  try {
    const vendorId = await demoVendorId(app);
    const url = await seedHistory(app, { vendorId, clock });
    return { email: demoStaff.email, password: demoStaff.password, payLinkUrl: url };
  } finally {
    await app.db.close();
  }
}

async function demoVendorId({ db }: App): Promise<VendorId> {
  await createVendor({ db }, { vendor: demoVendor, staff: demoStaff });
  const vendor = await db.asSystem((tx) => findVendorBySlug(tx, demoVendor.slug));
  if (!vendor) throw new Error("The demo vendor was not written.");
  return vendor.id;
}

async function seedHistory(
  app: App,
  { vendorId, clock }: { vendorId: VendorId; clock: { now: Date } },
): Promise<string> {
  const today = clock.now;
  if (!(await app.db.asVendor(vendorId, (tx) => hasMessages(tx, { vendorId })))) {
    clock.now = new Date(today.getTime() - historyDays * 24 * hourMs);
    await importDemoFile(app, vendorId, today);
    for (; clock.now < today; clock.now = new Date(clock.now.getTime() + hourMs)) {
      const { planned } = await planDueReminders(app, { now: clock.now, limit: 1_000 });
      if (planned > 0) await drainJobs(app);
    }
    clock.now = today;
  }
  return app.db.asVendor(vendorId, async (tx) => {
    const debtorId = await findDebtorToShow(tx, {
      vendorId,
      today: Temporal.Now.plainDateISO("UTC").toString(),
    });
    if (!debtorId) return `${app.env.appUrl}/sign-in`;
    const { token } = await mintPayLink(tx, {
      vendorId,
      debtorId,
      messageId: null,
      keys: app.linkKeys,
      now: today,
    });
    return payLinkUrl(app.env.appUrl, token);
  });
}

async function importDemoFile(app: App, vendorId: VendorId, today: Date): Promise<void> {
  const { balancesCsv } = demoFile({ now: today, seed: 10 });
  const outcome = await importBalances(app.db, {
    vendorId,
    fileName: "balances.csv",
    bytes: Buffer.from(balancesCsv),
    choices: importChoicesSchema.parse({}),
    now: app.now(),
    staffUserId: null,
  });
  if (outcome.kind !== "imported" || outcome.problems.length > 0) {
    throw new Error("The demo's file of balances could not be imported.");
  }
}
