import { spawn, type ChildProcess } from "node:child_process";

/**
 * One part of the built product as a process of its own, started again whenever it dies, as a supervisor
 * does. Only the first start is armed with the failpoint.
 */
export class Part {
  deaths = 0;
  private child: ChildProcess | null = null;
  private ready = Promise.withResolvers<undefined>();
  private stopping = false;
  private printed: string[] = [];

  constructor(
    private readonly script: "web" | "worker",
    private readonly env: Record<string, string>,
    failpoint: string | null,
  ) {
    this.start(failpoint);
  }

  /** Resolves when it listens, or works. */
  async isUp(): Promise<void> {
    await this.ready.promise;
  }

  get output(): string {
    return this.printed.join("");
  }

  /** As a power cut does. It is started again at once, armed when a failpoint is given. */
  async restart(failpoint: string | null): Promise<void> {
    const before = this.deaths;
    this.next = failpoint;
    this.child?.kill("SIGKILL");
    while (this.deaths === before) await this.tick();
    this.deaths = before;
    await this.isUp();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  private next: string | null = null;

  private tick(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  private start(failpoint: string | null): void {
    const { PATH = "" } = process.env;
    const env = { PATH, NODE_ENV: "test" as const, ...this.env };
    const child = spawn(process.execPath, [`app/commands/${this.script}.mjs`], {
      env: failpoint === null ? env : { ...env, TENFOLD_FAILPOINT: failpoint },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.printed.push(text);
        if (/^(listening on|working)/m.test(text)) this.ready.resolve(undefined);
      });
    }
    child.once("exit", () => {
      if (this.stopping) return;
      this.deaths += 1;
      this.ready = Promise.withResolvers<undefined>();
      const { next } = this;
      this.next = null;
      this.start(next);
    });
  }
}
