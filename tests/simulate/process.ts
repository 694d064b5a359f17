import { AsyncLocalStorage } from "node:async_hooks";
import type { App } from "~/server/app.server";
import { setFailpointHook, type Failpoint } from "~/services/failpoint.server";
import type { Database } from "~db/client";

/** What everyone who waits for a process gets when it dies. */
export class Crashed extends Error {
  override readonly name = "Crashed";
  constructor(process: string) {
    super(`${process} has crashed.`);
  }
}

const running = new AsyncLocalStorage<Process>();

/** From now on each failpoint is reached by the process that runs into it. */
export function watchFailpoints(): void {
  setFailpointHook((name) => running.getStore()?.reach(name));
}

/**
 * A web or worker process: an App with its own connections. It dies at the failpoint it was told to die at;
 * from that instant nothing of it commits, asks a provider or answers, however far its other work had come.
 */
export class Process {
  private alive = true;
  private dieAt: { name: Failpoint; passes: number } | null = null;
  readonly app: App;

  constructor(
    readonly name: string,
    app: App,
    /** Cuts its connections, as the kernel does for a killed process. */
    private readonly cut: () => void,
  ) {
    this.app = {
      ...app,
      db: this.guardDatabase(app.db),
      stripe: this.guard(app.stripe),
      email: this.guard(app.email),
      sms: this.guard(app.sms),
    };
  }

  get isAlive(): boolean {
    return this.alive;
  }

  /** @param plan.passes how often the failpoint is passed unharmed before; null takes the plan back. */
  planDeath(plan: { name: Failpoint; passes: number } | null): void {
    this.dieAt = plan;
  }

  /** @throws Crashed when the process dies before it has answered. */
  async run<T>(work: (app: App) => Promise<T>): Promise<T> {
    this.assertAlive();
    const answer = await running.run(this, () => work(this.app));
    this.assertAlive();
    return answer;
  }

  reach(name: Failpoint): void {
    if (this.dieAt?.name === name) {
      if (this.dieAt.passes === 0) {
        this.alive = false;
        this.cut();
      } else this.dieAt.passes -= 1;
    }
    this.assertAlive();
  }

  private assertAlive(): void {
    if (!this.alive) throw new Crashed(this.name);
  }

  /** What the kernel does by cutting the connection is decided here too, lest a commit outrun the cut. */
  private guardDatabase(db: Database): Database {
    const ending = async <T>(work: Promise<T>) => {
      const done = await work;
      this.assertAlive();
      return done;
    };
    return {
      ...db,
      asVendor: async (vendorId, fn) => {
        this.assertAlive();
        return db.asVendor(vendorId, (tx) => ending(fn(tx)));
      },
      asSystem: async (fn) => {
        this.assertAlive();
        return db.asSystem((tx) => ending(fn(tx)));
      },
    };
  }

  /** A provider is not asked anything by a process that is gone. */
  private guard<T extends object>(adapter: T): T {
    return new Proxy(adapter, {
      get: (target, key, receiver): unknown => {
        this.assertAlive();
        return Reflect.get(target, key, receiver);
      },
    });
  }
}
