import { currency, type Currency } from "~/domain/money";
import type { Action } from "./actions/action";
import { drawAction, everything, type Mix } from "./actions/table";
import { drawFrom } from "./random";

/** What happens in one world: steps one after the other, and the actions of a step at the same moment. */
export interface Story {
  seed: number;
  currency: Currency;
  debtors: number;
  steps: readonly (readonly Action[])[];
}

/** Most vendors bill in dollars; Stripe counts each of the others in a way of its own. */
const currencies = { USD: 13, JPY: 2, KWD: 2, UGX: 2 };

/** The story of a seed. It is the same whenever it is told. */
export function storyOf(
  seed: number,
  { mix = everything, steps = 16, code }: { mix?: Mix; steps?: number; code?: string } = {},
): Story {
  const draw = drawFrom(seed);
  const drawn = draw.weighted<keyof typeof currencies>(currencies);
  const debtors = 1 + draw.below(3);
  const opening = [{ newBalance: 1 }, { newBalance: 1 }, { click: 1 }].map((only) => [
    drawAction(draw, only),
  ]);
  const rest = Array.from({ length: steps }, () => {
    const atOnce = draw.chance(0.6) ? 1 : 2 + draw.below(3);
    return Array.from({ length: atOnce }, () => drawAction(draw, mix));
  });
  return { seed, currency: currency(code ?? drawn), debtors, steps: [...opening, ...rest] };
}
