import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { action as repliesWebhook } from "~/routes/webhooks.email-replies";
import { action as resendWebhook } from "~/routes/webhooks.resend";
import { action as twilioWebhook } from "~/routes/webhooks.twilio";
import { setApp, type App } from "~/server/app.server";
import { createApp } from "~/server/create-app.server";
import { installDefaultCadence } from "~/services/reminders/install-default-cadence.server";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { inboundDomain } from "~tests/stand-ins/messages/inbound";
import { startMessages, type MessagesStandIn } from "~tests/stand-ins/messages/server";
import { makeBalance, type NewBalance } from "./balance";
import { makeDebtor, type Debtor } from "./debtor";
import { testEnv } from "./payments";
import { makeVendor, type Vendor } from "./vendor";

/** An App whose email and SMS go to stand-ins that tell it, over HTTP, what became of them. */
export interface MessageOffice {
  app: App;
  /** The clock of the App; set it to move in time. */
  clock: { now: Date };
  providers: MessagesStandIn;
  close(): Promise<void>;
}

export async function openMessageOffice(databaseUrl: string, now: Date): Promise<MessageOffice> {
  const clock = { now };
  const door = await openDoor();
  const providers = await startMessages({ appUrl: door.url, quiet: true });
  const { secrets, resendUrl, twilioUrl } = providers;
  const env = {
    ...testEnv({ url: "http://127.0.0.1:9", secretKey: "sk_test_unused" }),
    databaseUrl,
    appUrl: door.url,
    logLevel: "silent" as const,
    resend: {
      apiKey: secrets.resendApiKey,
      baseUrl: resendUrl,
      webhookSecret: secrets.resendWebhookSecret,
      fromAddress: "reminders@tenfold.example",
      requestsPerSecond: 10_000,
    },
    inbound: { domain: inboundDomain, webhookSecret: secrets.inboundWebhookSecret },
    twilio: {
      accountSid: secrets.twilioAccountSid,
      authToken: secrets.twilioAuthToken,
      fromNumber: secrets.twilioFrom,
      messagingServiceSid: undefined,
      baseUrl: twilioUrl,
      messagesPerSecond: 10_000,
    },
  };
  const app = await createApp(env, () => clock.now);
  setApp(app);
  return {
    app,
    clock,
    providers,
    async close() {
      await providers.close();
      await door.close();
      await app.db.close();
    },
  };
}

/** The webhook routes, reachable over HTTP. */
async function openDoor(): Promise<{ url: string; close(): Promise<void> }> {
  const routes = new Map([
    ["/webhooks/resend", resendWebhook],
    ["/webhooks/twilio", twilioWebhook],
    ["/webhooks/email-replies", repliesWebhook],
  ]);
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? "/", "http://localhost");
    const action = routes.get(url.pathname);
    if (!action) return void outgoing.writeHead(404).end();
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request = new Request(url, { method: "POST", headers, body: Buffer.concat(chunks) });
      action({ request, params: {}, context: {} }).then(
        async (response) => outgoing.writeHead(response.status).end(await response.text()),
        (error: unknown) => outgoing.writeHead(500).end(String(error)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A vendor with its cadence, and one debtor who owes; the sweep is to look at them. */
export async function makeOverdueDebtor(
  { app, clock }: Pick<MessageOffice, "app" | "clock">,
  said: {
    vendor?: Parameters<typeof makeVendor>[1];
    debtor?: Partial<Debtor>;
    balances?: Partial<NewBalance>[];
  } = {},
): Promise<{ vendor: Vendor; debtor: Debtor }> {
  const vendor = await makeVendor(app.db, said.vendor);
  await app.db.asVendor(vendor.id, (tx) => installDefaultCadence(tx, { vendorId: vendor.id }));
  const debtor = await addDebtor({ app, clock }, vendor, said);
  return { vendor, debtor };
}

let debtorsMade = 0;

/** Each has a number of their own, as people do. */
export async function addDebtor(
  { app, clock }: Pick<MessageOffice, "app" | "clock">,
  { id: vendorId }: Vendor,
  {
    debtor: about = {},
    balances = [{}],
  }: { debtor?: Partial<Debtor>; balances?: Partial<NewBalance>[] } = {},
): Promise<Debtor> {
  const phone = `+1212555${String((debtorsMade += 1)).padStart(4, "0")}`;
  const debtor = await makeDebtor(app.db, { phone, ...about, vendorId });
  for (const balance of balances) await makeBalance(app.db, { ...balance, vendorId, debtorId: debtor.id });
  await app.db.asVendor(vendorId, (tx) => lookAgain(tx, { vendorId, debtorIds: [debtor.id], at: clock.now }));
  return debtor;
}
