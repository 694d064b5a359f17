import type { StripeGateway } from "~/adapters/stripe.server";
import { reconcileStripe } from "~/services/reconciliation/reconcile-stripe.server";
import type { Action } from "./actions/action";
import { audit } from "./audit";
import type { MachineRoom } from "./machine-room";
import { Crashed } from "./process";
import { drain } from "./queue";
import type { Story } from "./story";
import { describeError, World } from "./world";

export interface Played {
  /** What is wrong at the end, or went wrong on the way; nothing when every promise was kept. */
  complaints: readonly string[];
  /** What happened, a sentence each; those that happened at once are on one line. */
  told: readonly string[];
}

/** A known mistake, for as long as the story is played. */
export interface PlayOptions {
  alterStripe?: (gateway: StripeGateway) => StripeGateway;
}

/** Plays a story in a world of its own and compares the books when all has come to rest. */
export async function play(room: MachineRoom, story: Story, options: PlayOptions = {}): Promise<Played> {
  const { seed, currency, debtors } = story;
  const world = await World.open(room, { seed, currency, debtors, ...options });
  const told: string[] = [];
  try {
    for (const step of story.steps) {
      world.alone = step.length === 1;
      const sentences = await Promise.all(step.map((action) => attempt(world, action)));
      told.push(sentences.join(" | "));
      await world.restartCrashed();
      if (world.complaints.length > 0) break;
    }
    if (world.complaints.length === 0) await comeToRest(world);
    if (world.complaints.length === 0) await audit(world);
  } catch (error) {
    world.complain(describeError(error));
  } finally {
    await world.close();
  }
  return { complaints: world.complaints, told };
}

async function attempt(world: World, action: Action): Promise<string> {
  try {
    return await action.run(world);
  } catch (error) {
    if (!(error instanceof Crashed)) world.complain(describeError(error));
    return describeError(error);
  }
}

/** The weather ends, everything under way arrives, and Stripe is asked once for what never did. */
async function comeToRest(world: World): Promise<void> {
  const { control } = world.stripe;
  for (let which = 0; which < 4; which += 1) world.process(which).planDeath(null);
  await world.restartCrashed();
  await control.setWeather({});
  await control.clearFaults({});
  await control.releaseWebhooks({});
  await control.idle({});
  await drain(world);
  await requireAcknowledgedAreKept(world);
  const found = await world.worker(0).run((app) => reconcileStripe(app, { now: app.now() }));
  for (const difference of found.differences) world.complain(`Reconciliation: ${difference}`);
  await drain(world);
}

/** Stripe sends an event that was answered with 2xx never again: it must be in the inbox. */
async function requireAcknowledgedAreKept(world: World): Promise<void> {
  const delivered = await world.stripe.control.deliveries({ state: "delivered" });
  const ids = [...new Set(delivered.map(({ event }) => event))];
  const kept = await world.room.admin<{ id: string }[]>`
    select id from stripe_events where id = any(${ids})`;
  const inbox = new Set(kept.map(({ id }) => id));
  for (const { event, type } of delivered) {
    if (!inbox.has(event)) world.complain(`${type} ${event} was acknowledged and is not in the inbox.`);
  }
}
