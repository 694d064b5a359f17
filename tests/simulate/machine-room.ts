import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import postgres from "postgres";
import Stripe from "stripe";
import { connect, type Database } from "~db/client";
import { startMessages, type MessagesStandIn } from "~tests/stand-ins/messages/server";
import { Process, watchFailpoints } from "./process";
import type { App } from "~/server/app.server";

export const processNames = ["web 1", "web 2", "worker 1", "worker 2"] as const;

/** A webhook, and what to answer it with. */
export type Receiver = (webhook: { rawBody: Buffer; signature: string }) => Promise<number>;

/**
 * What every seed uses again because it is slow to make: the database, the connections of the processes, the
 * messages' stand-in and the door that webhooks arrive at.
 */
export interface MachineRoom {
  /** Past every policy, for looking at what is really there. */
  admin: postgres.Sql;
  messages: MessagesStandIn;
  doorUrl: string;
  /** Whoever hears webhooks from now on. */
  receiveBy(receiver: Receiver | null): void;
  /** Starts a process, or starts it again: over the connections it has, or new ones after a crash. */
  start(name: string, parts: (db: Database) => App): Promise<Process>;
  close(): Promise<void>;
}

/** Few connections keep work waiting for each other, as it does under load. */
const connectionsEach = 3;

export async function openMachineRoom(databaseUrl: string): Promise<MachineRoom> {
  hurryStripe();
  watchFailpoints();
  const admin = postgres(databaseUrl, { max: 4, onnotice: () => undefined });
  const messages = await startMessages({ quiet: true });
  const hearing: { receiver: Receiver | null } = { receiver: null };
  const door = await openDoor((webhook) => hearing.receiver?.(webhook) ?? Promise.resolve(503));
  const { port } = door.address() as AddressInfo;
  const pools = new Pools(databaseUrl, admin);
  return {
    admin,
    messages,
    doorUrl: `http://127.0.0.1:${port}`,
    receiveBy(receiver) {
      hearing.receiver = receiver;
    },
    async start(name, parts) {
      const pool = await pools.of(name);
      return new Process(name, parts(pool.db), () => pools.destroy(name));
    },
    async close() {
      await pools.close();
      door.closeAllConnections();
      await new Promise((closed) => door.close(closed));
      await messages.close();
      await admin.end({ timeout: 5 });
    },
  };
}

interface Pool {
  db: Database;
  applicationName: string;
}

/** The connections of each process. Those of a process that died are cut by PostgreSQL itself. */
class Pools {
  private readonly open = new Map<string, Promise<Pool>>();
  private readonly ending: Promise<unknown>[] = [];
  private made = 0;

  constructor(
    private readonly url: string,
    private readonly admin: postgres.Sql,
  ) {}

  of(name: string): Promise<Pool> {
    const open = this.open.get(name) ?? this.make();
    this.open.set(name, open);
    return open;
  }

  destroy(name: string): void {
    const pool = this.open.get(name);
    this.open.delete(name);
    if (pool) this.ending.push(pool.then((made) => this.cut(made)));
  }

  async close(): Promise<void> {
    await Promise.all(this.ending);
    for (const pool of this.open.values()) await (await pool).db.close();
  }

  private async make(): Promise<Pool> {
    this.made += 1;
    const applicationName = `simulated ${process.pid} ${this.made}`;
    const url = new URL(this.url);
    url.searchParams.set("application_name", applicationName);
    return { db: await connect({ url: url.href, max: connectionsEach }), applicationName };
  }

  private async cut({ db, applicationName }: Pool): Promise<void> {
    await this.admin`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = ${applicationName}`;
    await db.close();
  }
}

async function openDoor(hear: Receiver): Promise<Server> {
  const door = createServer((request, response) => {
    void readBody(request)
      .then((rawBody) => hear({ rawBody, signature: String(request.headers["stripe-signature"]) }))
      .then(
        (status) => response.writeHead(status).end(),
        () => response.writeHead(500).end(),
      );
  });
  await new Promise<void>((listening) => door.listen(0, "127.0.0.1", listening));
  return door;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

/** The SDK waits half a second and more between its tries; in a simulation nobody is there to wait. */
function hurryStripe(): void {
  Object.assign(Stripe.prototype, {
    getInitialNetworkRetryDelay: () => 0.003,
    getMaxNetworkRetryDelay: () => 0.01,
  });
}
