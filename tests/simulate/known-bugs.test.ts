import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { StripeGateway } from "~/adapters/stripe.server";
import type { DebtorId } from "~/domain/ids";
import type { PaymentFacts } from "~/domain/stripe-facts";
import { payments, refunds, stripeEvents } from "~db/schema";
import { useDatabase } from "~tests/setup/database";
import type { Mix } from "./actions/table";
import { openMachineRoom, type MachineRoom } from "./machine-room";
import { play, type PlayOptions } from "./play";
import { report } from "./shrink";
import { storyOf } from "./story";

/**
 * Mistakes that payment systems have really been shipped with, made here one at a time. A simulation that
 * lets one of them pass would let it pass in the product.
 */
type Bug =
  | "look before insert"
  | "handled before applied"
  | "credited on the success page"
  | "late event regresses"
  | "times 100"
  | "superseded ignored"
  | "charge and intent"
  | "dropped before its row"
  | "reminder after payment"
  | "second refund a replay";

const bug = vi.hoisted((): { now: Bug | null } => ({ now: null }));
const database = useDatabase();
let room: MachineRoom;

beforeAll(async () => {
  room = await openMachineRoom(database.url);
});
afterAll(() => room.close());

vi.mock("~/services/payments/apply-payment-facts.server", async (original) => {
  const real = await original<typeof import("~/services/payments/apply-payment-facts.server")>();
  const { findCheckout } = await import("~db/queries/ledger/checkouts");
  const apply: typeof real.applyPaymentFacts = async (deps, tx, news) => {
    const { facts } = news;
    if (bug.now === "superseded ignored" && facts.origin) {
      const { vendorId, checkoutId: id } = facts.origin;
      const checkout = await findCheckout(tx, { vendorId, id });
      if (checkout?.state === "superseded") return "this session is not wanted any more";
    }
    if (bug.now === "late event regresses") {
      const eventId = news.causedBy.replace("stripe_event:", "");
      const [event] = await tx.select().from(stripeEvents).where(eq(stripeEvents.id, eventId));
      if (event?.type === "payment_intent.payment_failed") {
        const { paymentIntentId: intent } = facts;
        const change = tx.update(payments).set({ state: "failed" });
        await change.where(eq(payments.stripePaymentIntentId, intent));
        return "payment failed";
      }
    }
    const outcome = await real.applyPaymentFacts(deps, tx, news);
    if (bug.now !== "charge and intent" || !outcome.startsWith("payment credited")) return outcome;
    const charge = { ...facts, paymentIntentId: facts.paymentIntentId.replace("pi_", "ch_") };
    return real.applyPaymentFacts(deps, tx, { ...news, facts: charge });
  };
  return { ...real, applyPaymentFacts: apply };
});

vi.mock("~/services/payments/confirm-payment.server", async (original) => {
  const real = await original<typeof import("~/services/payments/confirm-payment.server")>();
  const { applyPaymentFacts } = await import("~/services/payments/apply-payment-facts.server");
  const believe: typeof real.paymentStatus = async (deps, asked) => {
    const status = await real.paymentStatus(deps, asked);
    const { stripe } = deps as typeof deps & { stripe: StripeGateway };
    const isNews = status !== "paid" && status !== "not_found";
    if (bug.now !== "credited on the success page" || !isNews) return status;
    const session = await stripe.retrieveCheckout(
      "stripeSessionId" in asked.from ? asked.from.stripeSessionId : "",
      null,
    );
    const facts = session?.paymentIntentId
      ? await stripe.retrievePayment(session.paymentIntentId, null)
      : null;
    if (!facts) return status;
    const news = { stripeAccountId: null, causedBy: "checkout:return", now: new Date() };
    await deps.db.asSystem((tx) => applyPaymentFacts(deps, tx, { ...news, facts: asIfPaid(facts) }));
    return "paid";
  };
  return { ...real, paymentStatus: believe };
});

vi.mock("~db/queries/ledger/stripe-events", async (original) => {
  const real = await original<typeof import("~db/queries/ledger/stripe-events")>();
  const find: typeof real.findStripeEvent = async (tx, id) => {
    const event = await real.findStripeEvent(tx, id);
    if (bug.now === "handled before applied" && event && !event.handledAt)
      await real.markHandled(tx, { id, outcome: "taken up", now: new Date() });
    return event;
  };
  const lock: typeof real.lockUnhandledEvent = async (tx, id) =>
    bug.now === "handled before applied" ? real.findStripeEvent(tx, id) : real.lockUnhandledEvent(tx, id);
  const insert: typeof real.insertStripeEvent = async (tx, { event, now }) => {
    if (bug.now === "dropped before its row" && event.type.startsWith("payment_intent.")) {
      const known = await tx.$count(payments, eq(payments.stripePaymentIntentId, event.objectId ?? ""));
      if (known === 0) return false;
    }
    return real.insertStripeEvent(tx, { event, now });
  };
  return { ...real, findStripeEvent: find, lockUnhandledEvent: lock, insertStripeEvent: insert };
});

vi.mock("~db/queries/ledger/checkouts", async (original) => {
  const real = await original<typeof import("~db/queries/ledger/checkouts")>();
  const lock: typeof real.lockDebtorForPayment = async (tx, asked) => {
    if (bug.now !== "look before insert") return real.lockDebtorForPayment(tx, asked);
    // Rolling back to before the lock gives it up again.
    const read: { found?: Awaited<ReturnType<typeof real.lockDebtorForPayment>> } = {};
    const readAndForget = tx.transaction(async (inner) => {
      read.found = await real.lockDebtorForPayment(inner, asked);
      inner.rollback();
    });
    await readAndForget.catch(() => undefined);
    return read.found;
  };
  return { ...real, lockDebtorForPayment: lock };
});

vi.mock("~db/queries/ledger/payments", async (original) => {
  const real = await original<typeof import("~db/queries/ledger/payments")>();
  const look: typeof real.lockPayment = async (tx, initial) => {
    if (bug.now !== "look before insert") return real.lockPayment(tx, initial);
    const { vendorId, stripePaymentIntentId: intent } = initial;
    const ours = and(eq(payments.vendorId, vendorId), eq(payments.stripePaymentIntentId, intent));
    const [known] = await tx.select().from(payments).where(ours);
    if (known) return { payment: known, isNew: false };
    await tx.execute(sql`select pg_sleep(0.01)`);
    const [payment] = await tx.insert(payments).values(initial).returning();
    if (!payment) throw new Error("The payment was not written.");
    return { payment, isNew: true };
  };
  return { ...real, lockPayment: look };
});

vi.mock("~/services/money-back/apply-refund-facts.server", async (original) => {
  const real = await original<typeof import("~/services/money-back/apply-refund-facts.server")>();
  const apply: typeof real.applyRefundFacts = async (deps, tx, news) => {
    const { payment, facts } = news;
    const ofPayment = and(eq(refunds.vendorId, payment.vendorId), eq(refunds.paymentId, payment.id));
    const [known] = await tx.select().from(refunds).where(ofPayment);
    const isReplay = known && known.id !== facts.refundId && known.stripeRefundId !== facts.stripeRefundId;
    if (bug.now === "second refund a replay" && isReplay) return "refund known already";
    return real.applyRefundFacts(deps, tx, news);
  };
  return { ...real, applyRefundFacts: apply };
});

vi.mock("~/adapters/stripe-amount", async (original) => {
  const real = await original<typeof import("~/adapters/stripe-amount")>();
  const scale = () => (bug.now === "times 100" ? 100 : 1);
  const to: typeof real.toStripeAmount = (amount) => {
    const sent = real.toStripeAmount(amount);
    return sent === null ? null : sent * scale();
  };
  const from: typeof real.fromStripeAmount = (amount, currency) =>
    real.fromStripeAmount(amount / scale(), currency);
  return { ...real, toStripeAmount: to, fromStripeAmount: from };
});

vi.mock("~db/queries/reminders/reminders", async (original) => {
  const real = await original<typeof import("~db/queries/reminders/reminders")>();
  const cancel: typeof real.cancelReminders = async (tx, asked) =>
    bug.now === "reminder after payment" ? 0 : real.cancelReminders(tx, asked);
  return { ...real, cancelReminders: cancel };
});

vi.mock("~db/queries/desk/debtor-records", async (original) => {
  const real = await original<typeof import("~db/queries/desk/debtor-records")>();
  type Records = Awaited<ReturnType<typeof real.readDebtorRecords>>;
  const remembered: Records = new Map();
  const remember: typeof real.readDebtorRecords = async (tx, asked) => {
    const records = await real.readDebtorRecords(tx, asked);
    if (bug.now !== "reminder after payment") return records;
    const known = ([id, record]: [DebtorId, Parameters<Records["set"]>[1]]) => {
      if (record.balances.length > 0) remembered.set(id, record);
      return [id, remembered.get(id) ?? record] as const;
    };
    return new Map([...records].map(known));
  };
  return { ...real, readDebtorRecords: remember };
});

function asIfPaid(facts: PaymentFacts): PaymentFacts {
  return { ...facts, status: "succeeded", received: facts.asked };
}

const paying: Mix = { newBalance: 2, click: 6, pay: 6, workers: 6, waitForWebhooks: 4 };

interface Known {
  mistake: string;
  bug?: Bug;
  /** For what goes wrong between the services and Stripe. */
  alterStripe?: (gateway: StripeGateway) => StripeGateway;
  mix: Mix;
  /** How long its stories are; 12 steps unless it takes more to show. */
  steps?: number;
  /** Stripe's own code of the only currency it shows in. */
  code?: string;
  complaint: RegExp;
}

const known: Known[] = [
  {
    mistake: "an event that is marked handled before it is applied is lost with the worker that took it",
    bug: "handled before applied",
    mix: { ...paying, workers: 10, stripeIsDown: 6, stripeRecovers: 6 },
    steps: 18,
    complaint: /captured \d+, and 0 is credited|here/,
  },
  {
    mistake: "coming back to the success page credits what was never paid",
    bug: "credited on the success page",
    mix: { ...paying, pay: 10, workers: 3, comeBack: 10 },
    steps: 18,
    complaint: /captured 0, and \d+ is credited/,
  },
  {
    mistake: "a completed session that is unpaid is credited",
    alterStripe: (gateway) => ({
      ...gateway,
      retrievePayment: async (id, account) => {
        const facts = await gateway.retrievePayment(id, account);
        return facts?.status === "processing" ? asIfPaid(facts) : facts;
      },
    }),
    mix: paying,
    code: "USD",
    complaint: /captured 0, and \d+ is credited|is under way at Stripe, and succeeded here/,
  },
  {
    mistake: "a session whose expiry failed is taken for expired",
    alterStripe: (gateway) => ({
      ...gateway,
      expireCheckout: async (id, account) => {
        const answer = await gateway.expireCheckout(id, account);
        return answer === "unavailable" ? "expired" : answer;
      },
    }),
    mix: { newBalance: 3, click: 10, workers: 8, stripeFails: 8 },
    complaint: /can still be paid at Stripe, and is superseded here/,
  },
  {
    mistake: "an event that comes late takes a paid payment back",
    bug: "late event regresses",
    mix: { newBalance: 3, click: 6, payAtSecondTry: 7, workers: 8, waitForWebhooks: 5, webhookWeather: 5 },
    steps: 20,
    complaint: /captured \d+, and 0 is credited/,
  },
  {
    mistake: "yen are sent times a hundred",
    bug: "times 100",
    mix: paying,
    code: "JPY",
    complaint: /captured \d+, and \d+ is credited/,
  },
  {
    mistake: "a payment on a session that was superseded is not credited",
    bug: "superseded ignored",
    mix: { ...paying, newBalance: 4, click: 10, pay: 8, workers: 3 },
    complaint: /captured \d+, and 0 is credited|is under way at Stripe/,
  },
  {
    mistake: "a payment is credited once for its charge and once for its PaymentIntent",
    bug: "charge and intent",
    mix: paying,
    complaint: /is credited for ch_\w+, which Stripe does not know/,
  },
  {
    mistake: "an event that comes before its payment's row is acknowledged and dropped",
    bug: "dropped before its row",
    mix: paying,
    complaint: /was acknowledged and is not in the inbox/,
  },
  {
    mistake: "a reminder goes out after the payment came in",
    bug: "reminder after payment",
    mix: { ...paying, planReminders: 6, passTime: 3, reconcile: 3 },
    complaint: /A reminder was handed over although/,
  },
  {
    mistake: "a second part given back is taken for a replay of the first",
    bug: "second refund a replay",
    mix: { ...paying, refundAtStripe: 8 },
    complaint: /refunded \d+, and \d+ here/,
  },
  {
    mistake: "payments are looked for before they are inserted, and no key holds them apart",
    bug: "look before insert",
    mix: paying,
    complaint: /was taken for 2 payments/,
  },
];

const seedsTried = 30;

test.each(known)("the simulation notices when $mistake", { timeout: 120_000 }, async (one) => {
  const options: PlayOptions = one.alterStripe ? { alterStripe: one.alterStripe } : {};
  const told = (seed: number) =>
    storyOf(seed, { mix: one.mix, steps: one.steps ?? 12, ...(one.code && { code: one.code }) });
  // Without the mistake, the same stories end well.
  for (let seed = 1; seed <= 3; seed += 1) {
    const played = await play(room, told(seed));
    expect(played.complaints, report(seed, played)).toEqual([]);
  }
  const missed: string[] = [];
  await making(one.bug ?? null, async () => {
    for (let seed = 1; seed <= seedsTried; seed += 1) {
      const { complaints } = await play(room, told(seed), options);
      if (complaints.some((complaint) => one.complaint.test(complaint))) return;
      missed.push(`seed ${seed}: ${complaints.join(" ") || "nothing"}`);
    }
    expect.unreachable(`Not one of ${seedsTried} seeds noticed it:\n${missed.join("\n")}`);
  });
});

/** Makes the mistake while `work` runs. Without its key the table takes what looking first lets through. */
async function making(mistake: Bug | null, work: () => Promise<void>): Promise<void> {
  const { admin } = database;
  bug.now = mistake;
  try {
    if (mistake === "look before insert")
      await admin`alter table payments drop constraint payments_payment_intent`;
    await work();
  } finally {
    bug.now = null;
  }
}
