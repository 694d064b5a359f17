import type { World } from "~tests/stand-ins/stripe/context";
import { seededRandom } from "~tests/stand-ins/stripe/state/ids";
import { move, queueOne, type Delivery } from "./queue";

/** How badly events travel. Each share is a probability from 0 to 1, drawn from `seed`. */
interface WebhookWeather {
  seed?: number | undefined;
  /** Sent once more than it should be. */
  duplicate?: number | undefined;
  /** Put back by up to `reorderMs`, so that later ones overtake it. */
  reorder?: number | undefined;
  reorderMs?: number | undefined;
  /** Never sent: only the list of events knows of it. */
  drop?: number | undefined;
  /** Every event leaves this much later. */
  delayMs?: number | undefined;
  /** How many are under way at the same time; more than one lets them overtake each other by chance. */
  atOnce?: number | undefined;
  /** Only events whose type matches this regular expression are affected. */
  types?: string | undefined;
}

const DEFAULT_REORDER_MS = 200;

type Verdict = "send" | "not now";

/** Decides, once for each delivery, what befalls it on its way. Not kept across a restart. */
export class WebhookFaults {
  private weather: WebhookWeather = {};
  private types = /./;
  private draw = seededRandom(1);
  private holding = false;
  private readonly judged = new Set<number>();

  constructor(private readonly world: World) {}

  set(weather: WebhookWeather): void {
    this.weather = weather;
    this.types = new RegExp(weather.types ?? ".");
    this.draw = seededRandom(weather.seed ?? 1);
  }

  get atOnce(): number {
    return this.weather.atOnce ?? 1;
  }

  hold(): void {
    this.holding = true;
  }

  release(): void {
    this.holding = false;
    this.world.store.run("update deliveries set state = 'pending', due_ms = 0 where state = 'held'");
  }

  judge(delivery: Delivery): Verdict {
    if (this.holding) {
      move(this.world, delivery.id, "held", 0);
      return "not now";
    }
    if (delivery.attempts > 0 || this.judged.has(delivery.id) || !this.types.test(delivery.type))
      return "send";
    this.judged.add(delivery.id);
    return this.world.store.transaction(() => this.befall(delivery));
  }

  private befall(delivery: Delivery): Verdict {
    const {
      duplicate = 0,
      reorder = 0,
      drop = 0,
      delayMs = 0,
      reorderMs = DEFAULT_REORDER_MS,
    } = this.weather;
    if (this.draw() < drop) {
      move(this.world, delivery.id, "dropped", 0);
      return "not now";
    }
    // The copy travels calmly, or it would be duplicated for ever.
    if (this.draw() < duplicate) this.judged.add(queueOne(this.world, delivery));
    const putBack = this.draw() < reorder ? this.draw() * reorderMs : 0;
    if (delayMs + putBack === 0) return "send";
    move(this.world, delivery.id, "pending", Date.now() + delayMs + putBack);
    return "not now";
  }
}
