import { createServer, type Server } from "node:http";
import Stripe from "stripe";
import { startStripe, type StripeOptions, type StripeStandIn } from "./index";

export const SECRET = "whsec_test_app";
const CONNECT_SECRET = "whsec_test_connect";

/** A stand-in with an app beside it: the real SDK, and endpoints that verify what they hear. */
export interface TestApp {
  standIn: StripeStandIn;
  stripe: Stripe;
  control: StripeStandIn["control"];
  /** Events whose signature held, in order of arrival. */
  heard: Stripe.Event[];
  /** Waits until everything is delivered and answers the types heard so far. */
  types(): Promise<string[]>;
  /** What the endpoint answers with, given the event and how many arrived before. */
  answer: (event: Stripe.Event, before: number) => number;
  client(config?: Partial<Stripe.StripeConfig>): Stripe;
  close(): Promise<void>;
}

export async function testApp(options: StripeOptions = {}): Promise<TestApp> {
  const heard: Stripe.Event[] = [];
  const app: Pick<TestApp, "answer"> = { answer: () => 200 };
  const ear = await listener((body, signature, connect) => {
    const event = new Stripe("sk_test_unused").webhooks.constructEvent(
      body,
      signature,
      connect ? CONNECT_SECRET : SECRET,
      300,
      undefined,
      options.now?.(),
    );
    const status = app.answer(event, heard.length);
    heard.push(event);
    return status;
  });
  const standIn = await startStripe({
    webhooks: [
      { url: `${ear.url}/webhooks`, secret: SECRET },
      { url: `${ear.url}/connect`, secret: CONNECT_SECRET, connect: true },
    ],
    retry: { firstMs: 10, longestMs: 50 },
    timing: { bankDebitMs: null },
    ...options,
  });
  return Object.assign(app, {
    standIn,
    stripe: clientOf(standIn),
    control: standIn.control,
    heard,
    client: (config?: Partial<Stripe.StripeConfig>) => clientOf(standIn, config),
    types: async () => {
      await standIn.control.idle({});
      return heard.map(({ type }) => type);
    },
    close: async () => {
      await standIn.close();
      await ear.close();
    },
  });
}

export function clientOf(
  { secretKey, host, port }: Pick<StripeStandIn, "secretKey" | "host" | "port">,
  config: Partial<Stripe.StripeConfig> = {},
): Stripe {
  return new Stripe(secretKey, {
    host,
    port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
    ...config,
  });
}

/** What a debtor owes, as a session asks for it. */
export function sessionFor(
  amountMinor: number,
  more: Stripe.Checkout.SessionCreateParams = {},
  currency = "usd",
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: "payment",
    success_url: "http://app.test/done?session={CHECKOUT_SESSION_ID}",
    cancel_url: "http://app.test/back",
    line_items: [
      {
        quantity: 1,
        price_data: { currency, unit_amount: amountMinor, product_data: { name: "Teeth cleaning" } },
      },
    ],
    ...more,
  };
}

interface Pressed {
  status: number;
  location: string | null;
  html: string;
}

/** Presses the hosted page's button as a browser without JavaScript does. */
export async function press(url: string | null, fields: Record<string, string>): Promise<Pressed> {
  const answer = await fetch(url ?? "", {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  return { status: answer.status, location: answer.headers.get("location"), html: await answer.text() };
}

export async function page(url: string | null): Promise<string> {
  return (await fetch(url ?? "")).text();
}

/** The error a promise ends in, as the SDK gives it; fails the test when there is none. */
export async function stripeError(
  work: Promise<unknown>,
): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error("It succeeded.");
}

async function listener(
  hear: (body: string, signature: string, connect: boolean) => number,
): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      try {
        const body = Buffer.concat(parts).toString();
        response.statusCode = hear(
          body,
          String(request.headers["stripe-signature"]),
          request.url === "/connect",
        );
      } catch {
        response.statusCode = 400;
      }
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
