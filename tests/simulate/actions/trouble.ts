import { failpoints, type Failpoint } from "~/services/failpoint.server";
import type { DrawAction } from "./action";

/** From now on webhooks travel badly: doubled, overtaken, lost. */
export const webhookWeather: DrawAction = (draw) => {
  const some = (share: number) => (draw.chance(0.5) ? draw.unit() * share : 0);
  const weather = { duplicate: some(0.8), reorder: some(1), drop: some(0.7), reorderMs: 12 };
  const [seed, atOnce] = [draw.below(1_000_000), 1 + draw.below(5)];
  return async (world) => {
    await world.stripe.control.setWeather({ ...weather, seed, atOnce });
    const percent = (share: number) => `${Math.round(share * 100)} %`;
    const { duplicate, reorder, drop } = weather;
    return `Of webhooks ${percent(duplicate)} come twice, ${percent(reorder)} late, ${percent(drop)} never.`;
  };
};

export const holdWebhooks: DrawAction = (draw) => {
  const hold = draw.chance(0.5);
  return async (world) => {
    if (hold) await world.stripe.control.holdWebhooks({});
    else await world.stripe.control.releaseWebhooks({});
    return hold ? "Webhooks are held back." : "Webhooks held back are let go.";
  };
};

export const waitForWebhooks: DrawAction = () => async (world) => {
  await world.stripe.control.idle({});
  return "All webhooks under way have arrived.";
};

const askedOfStripe = [
  "POST /v1/checkout/sessions$",
  "POST /v1/checkout/sessions/.*/expire",
  "GET /v1/checkout/sessions",
  "GET /v1/payment_intents",
  "GET /v1/events",
  "",
] as const;

/** Stripe's API fails for some requests, before it has done what was asked of it or after. */
export const stripeFails: DrawAction = (draw) => {
  const match = draw.oneOf(askedOfStripe);
  const times = 1 + draw.below(7);
  const kind = draw.oneOf([
    "rate_limit",
    "unavailable",
    "server_error",
    "server_error_after",
    "timeout_before",
    "timeout_after",
    "reset_before",
    "reset_after",
  ]);
  return async (world) => {
    await world.stripe.control.addFault({ kind, times, ms: 5, ...(match !== "" && { match }) });
    return `Stripe answers ${times} requests (${match || "any"}) with ${kind}.`;
  };
};

/** From now on Stripe answers nothing at all. */
export const stripeIsDown: DrawAction = (draw) => {
  const kind = draw.oneOf(["unavailable", "reset_before"]);
  return async (world) => {
    await world.stripe.control.addFault({ kind });
    return "Stripe is down.";
  };
};

export const stripeRecovers: DrawAction = () => async (world) => {
  await world.stripe.control.clearFaults({});
  return "Stripe answers as it should.";
};

/** One process will die, the next time it comes to where it is to die. */
export const crash: DrawAction = (draw) => {
  const [who, passes] = [draw.below(4), draw.chance(0.7) ? 0 : 1 + draw.below(2)];
  const name = draw.oneOf<Failpoint>([...failpoints]);
  return async (world) => {
    const process = world.process(who);
    process.planDeath({ name, passes });
    return `${process.name} is to crash at ${name}${passes > 0 ? `, after ${passes} passes` : ""}.`;
  };
};
