import pino from "pino";
import Stripe from "stripe";
import { createEmailSender, type EmailSender } from "~/adapters/email.server";
import { createSmsSender } from "~/adapters/sms.server";
import { createStripeGateway, type StripeGateway } from "~/adapters/stripe.server";
import type { BalanceId, DebtorId, PayLinkId } from "~/domain/ids";
import type { Currency } from "~/domain/money";
import { parseLinkKeys } from "~/domain/pay-link";
import type { App } from "~/server/app.server";
import { mintPayLink } from "~/services/pay-page/mint-pay-link.server";
import { recordStripeEvent } from "~/services/payments/record-stripe-event.server";
import { installDefaultCadence } from "~/services/reminders/install-default-cadence.server";
import type { Database } from "~db/client";
import { makeDebtor } from "~tests/factories/debtor";
import { stripeSdk, testEnv, webhookSecret } from "~tests/factories/payments";
import { makeVendor, type Vendor } from "~tests/factories/vendor";
import { startStripe, type StripeStandIn } from "~tests/stand-ins/stripe";
import { processNames, type MachineRoom } from "./machine-room";
import { Model } from "./model";
import { Crashed, type Process } from "./process";
import { drawFrom, type Draw } from "./random";
import { forgetEarlierWorlds } from "./earlier-worlds";
import { ReminderWatch } from "./reminder-watch";

export interface WorldOptions {
  seed: number;
  currency: Currency;
  debtors: number;
  /** A known mistake, put between the services and Stripe. */
  alterStripe?: (gateway: StripeGateway) => StripeGateway;
}

export interface SimulatedDebtor {
  id: DebtorId;
  name: string;
  /** The vendor's own number for them. */
  reference: string;
  payLinkId: PayLinkId;
}

/** A session whose address somebody was given, and who may therefore pay it. */
export interface Handed {
  debtor: SimulatedDebtor;
  session: string;
  /** Somebody has found it paid or ended. */
  isOver: boolean;
}

/** What came of asking a process for something. */
export type Answer<T> =
  { kind: "answered"; value: T } | { kind: "crashed" } | { kind: "failed"; error: unknown };

/** One vendor with its debtors, its Stripe and the processes that serve them, for one seed. */
export class World {
  readonly model = new Model();
  readonly handed: Handed[] = [];
  readonly complaints: string[] = [];
  readonly draw: Draw;
  readonly sdk: Stripe;
  readonly reminders: ReminderWatch;
  /** Whether the step under way is one action alone. */
  alone = true;

  private constructor(
    readonly room: MachineRoom,
    readonly options: WorldOptions,
    readonly stripe: StripeStandIn,
    readonly vendor: Vendor,
    readonly debtors: readonly [SimulatedDebtor, ...SimulatedDebtor[]],
    private readonly clock: Clock,
    private processes: readonly Process[],
  ) {
    this.draw = drawFrom(options.seed + 1_000_003);
    this.sdk = stripeSdk(stripe);
    this.reminders = new ReminderWatch(room, (complaint) => this.complain(complaint));
  }

  static async open(room: MachineRoom, options: WorldOptions): Promise<World> {
    await forgetEarlierWorlds(room.admin);
    const clock = new Clock(options.seed);
    const webhook = { url: room.doorUrl, secret: webhookSecret };
    const retry = { firstMs: 5, longestMs: 20 };
    const stripe = await startStripe({ webhooks: [webhook], timing: { bankDebitMs: null }, retry });
    await stripe.control.advanceClock({ ms: clock.offsetMs });
    // The makers of a process's parts look for the world's watch only when a message is handed over.
    const opened: { world?: World } = {};
    const start = (name: string) =>
      room.start(name, (db) => makeApp({ room, stripe, options, clock, db, world: () => opened.world }));
    const processes = await Promise.all(processNames.map(start));
    const [first] = processes;
    if (!first) throw new Error("There is no process.");
    const { vendor, debtors } = await found(first.app, options, clock.now());
    const world = new World(room, options, stripe, vendor, debtors, clock, processes);
    opened.world = world;
    room.receiveBy((sent) => world.receive(sent));
    return world;
  }

  async close(): Promise<void> {
    this.room.receiveBy(null);
    await this.stripe.close();
  }

  /** How many of Stripe's units make one of the currency's own: a shilling of Uganda is sent as a hundred. */
  get stripeUnits(): bigint {
    return this.options.currency === "UGX" ? 100n : 1n;
  }

  now(): Date {
    return this.clock.now();
  }

  async advance(ms: number): Promise<void> {
    this.clock.offsetMs += ms;
    await this.stripe.control.advanceClock({ ms });
  }

  readonly complain = (complaint: string): void => {
    this.complaints.push(complaint);
  };

  debtor(which: number): SimulatedDebtor {
    return this.debtors[which % this.debtors.length] ?? this.debtors[0];
  }

  process(which: number): Process {
    const process = this.processes[which % this.processes.length];
    if (!process) throw new Error("There is no process.");
    return process;
  }

  web(which: number): Process {
    return this.process(which % 2);
  }

  worker(which: number): Process {
    return this.process(2 + (which % 2));
  }

  /** Asks a process; what is not to be expected of it, with the weather as it is, is complained about. */
  async ask<T>(process: Process, work: (app: App) => Promise<T>): Promise<Answer<T>> {
    try {
      return { kind: "answered", value: await process.run(work) };
    } catch (error) {
      if (error instanceof Crashed || !process.isAlive) return { kind: "crashed" };
      if (!mayPass(error)) this.complain(`${process.name} failed: ${describeError(error)}`);
      return { kind: "failed", error };
    }
  }

  /** As people do it who got no answer: they send the same form again, until they have one. */
  async insist<T>(which: number, work: (app: App) => Promise<T>): Promise<T> {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const answer = await this.ask(this.web(which + attempt), work);
      if (answer.kind === "answered") return answer.value;
      if (answer.kind === "failed") throw answer.error;
      await this.restartCrashed();
    }
    throw new Error("No process would answer.");
  }

  /** Whatever died is started again by its supervisor, with new connections. */
  async restartCrashed(): Promise<void> {
    this.processes = await Promise.all(
      this.processes.map(async (process) => (process.isAlive ? process : this.startAgain(process.name))),
    );
  }

  hand(debtor: SimulatedDebtor, session: string): void {
    if (!this.handed.some((known) => known.session === session))
      this.handed.push({ debtor, session, isOver: false });
  }

  balancesOf(debtor: SimulatedDebtor): BalanceId[] {
    return this.model.balancesOf(debtor.id);
  }

  private startAgain(name: string): Promise<Process> {
    const { room, stripe, options, clock } = this;
    return room.start(name, (db) => makeApp({ room, stripe, options, clock, db, world: () => this }));
  }

  /** The webhook's route: whichever web process the balancer picks. @returns the status to answer with. */
  private async receive(sent: { rawBody: Buffer; signature: string }): Promise<number> {
    const answer = await this.ask(this.web(this.draw.below(2)), (app) =>
      recordStripeEvent(app, { ...sent, now: app.now() }),
    );
    if (answer.kind !== "answered") return 503;
    const { outcome } = answer.value;
    return outcome === "stored" || outcome === "already_stored" ? 200 : 400;
  }
}

/** Simulated time: it runs as the real one does, from a Tuesday on at ten in the morning in New York. */
class Clock {
  offsetMs: number;

  constructor(seed: number) {
    const today = new Date();
    const tuesday = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate(), 15));
    do tuesday.setUTCDate(tuesday.getUTCDate() + 1);
    while (tuesday.getUTCDay() !== 2);
    this.offsetMs = tuesday.getTime() + (seed % 7) * 600_000 - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}

interface AppParts {
  room: MachineRoom;
  stripe: StripeStandIn;
  options: WorldOptions;
  clock: Clock;
  db: Database;
  world: () => World | undefined;
}

const log = pino({ level: "silent" });

function makeApp({ room, stripe, options, clock, db, world }: AppParts): App {
  const base = testEnv(stripe);
  const { secrets, resendUrl, twilioUrl } = room.messages;
  const email = createEmailSender({
    apiKey: secrets.resendApiKey,
    baseUrl: resendUrl,
    fromAddress: "reminders@tenfold.example",
  });
  const sms = createSmsSender({
    accountSid: secrets.twilioAccountSid,
    authToken: secrets.twilioAuthToken,
    fromNumber: secrets.twilioFrom,
    baseUrl: twilioUrl,
    appUrl: base.appUrl,
  });
  const gateway = createStripeGateway(base.stripe);
  return {
    env: base,
    db,
    stripe: options.alterStripe?.(gateway) ?? gateway,
    email: {
      ...email,
      send: (sent) => handingOver(world(), sent.messageId, () => email.send(sent)),
      sendAll: batchesOf(email, (messageId) => world()?.reminders.handedOver(messageId)),
    },
    sms: { ...sms, send: (sent) => handingOver(world(), sent.messageId, () => sms.send(sent)) },
    inbox: null,
    linkKeys: parseLinkKeys(base.linkKeys),
    log,
    now: () => clock.now(),
  };
}

function batchesOf(
  { sendAll }: EmailSender,
  tell: (messageId: string) => Promise<unknown> | undefined,
): EmailSender["sendAll"] {
  if (sendAll === null) return null;
  return async (batch) => {
    for (const { messageId } of batch.emails) await tell(messageId);
    return sendAll(batch);
  };
}

async function handingOver<T>(
  world: World | undefined,
  messageId: string,
  send: () => Promise<T>,
): Promise<T> {
  await world?.reminders.handedOver(messageId);
  return send();
}

/** The vendor and its debtors; every third has no email and is written to by SMS alone. */
async function found(app: App, { currency, debtors, seed }: WorldOptions, now: Date) {
  const vendor = await makeVendor(app.db, {
    currency,
    reminderMode: "automatic",
    name: `Vendor of ${seed}`,
    partialMinimumMinor: 500n,
    planMaxInstalments: 6,
    planMinimumMinor: 1_000n,
  });
  const vendorId = vendor.id;
  await app.db.asVendor(vendorId, (tx) => installDefaultCadence(tx, { vendorId }));
  const made = Array.from({ length: debtors }, async (_, index): Promise<SimulatedDebtor> => {
    const phone = `+1212555${String(index).padStart(4, "0")}`;
    const known = await makeDebtor(app.db, { vendorId, phone, ...(index % 3 === 2 && { email: null }) });
    const { linkId } = await app.db.asVendor(vendorId, (tx) =>
      mintPayLink(tx, { vendorId, debtorId: known.id, messageId: null, keys: app.linkKeys, now }),
    );
    return { id: known.id, name: `debtor ${index + 1}`, reference: known.reference, payLinkId: linkId };
  });
  const [one, ...others] = await Promise.all(made);
  if (!one) throw new Error("A world needs a debtor.");
  return { vendor, debtors: [one, ...others] as const satisfies readonly SimulatedDebtor[] };
}

/** What the services throw so that the queue tries again, and what passes by itself. */
function mayPass(error: unknown): boolean {
  if (error instanceof Stripe.errors.StripeError) return true;
  if (!(error instanceof Error)) return false;
  // A refund made at Stripe can compete with one that we have booked and Stripe is yet to refuse.
  const waits = /^Stripe could not be asked|^Refund \w+ is more than is left of payment/;
  return error.name === "ProviderUnavailableError" || waits.test(error.message);
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `${error.message}${cause}`;
}
