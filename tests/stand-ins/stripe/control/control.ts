import type Stripe from "stripe";
import { ownCall, type Call, type Timing, type World } from "~tests/stand-ins/stripe/context";
import type { Faults } from "~tests/stand-ins/stripe/http/faults";
import { deauthorize, finishOnboarding, setChargesEnabled } from "~tests/stand-ins/stripe/payments/accounts";
import { latestCharge } from "~tests/stand-ins/stripe/payments/charges";
import { visit, visitAfterAuthentication, type Visit } from "~tests/stand-ins/stripe/payments/checkout";
import { finishAuthentication } from "~tests/stand-ins/stripe/payments/confirm";
import {
  closeDispute,
  escalateDispute,
  openDispute,
  reviewDispute,
} from "~tests/stand-ins/stripe/payments/disputes";
import { failRefund, settleRefund } from "~tests/stand-ins/stripe/payments/refunds";
import type { Kind, Kinds } from "~tests/stand-ins/stripe/state/kinds";
import { queueOne } from "~tests/stand-ins/stripe/webhooks/queue";
import type { Sender } from "~tests/stand-ins/stripe/webhooks/sender";
import { endDebit } from "~tests/stand-ins/stripe/workers";
import { booksOf, type Books } from "./books";
import { deliveriesOf, type DeliveryReport } from "./deliveries";
import type { Given, Verb } from "./verbs";

/** What each verb answers. */
export interface Answers {
  pay: Visit;
  authenticate: Visit;
  settleDebit: { done: boolean };
  failDebit: { done: boolean };
  settleRefund: Stripe.Refund;
  failRefund: Stripe.Refund;
  openDispute: Stripe.Dispute;
  moveDispute: Stripe.Dispute;
  onboard: Stripe.Account;
  setChargesEnabled: Stripe.Account;
  deauthorize: object;
  advanceClock: { nowMs: number };
  setTiming: Timing;
  addFault: object;
  clearFaults: object;
  setWeather: object;
  holdWebhooks: object;
  releaseWebhooks: object;
  redeliver: { queued: number };
  idle: object;
  deliveries: DeliveryReport[];
  books: Books;
}

/**
 * Makes things happen that only debtors, banks, networks and time can. The same verbs answer under
 * `/_control/`.
 */
export type Control = { [V in Verb]: (given: Given<V>) => Promise<Answers[V]> };

interface ControlParts {
  world: World;
  transact: <T>(work: () => T) => T;
  faults: Faults;
  sender: Sender;
}

/** A verb was given something that does not exist or does not allow it. */
class ControlRefusal extends Error {}

export function createControl({ world, transact, faults, sender }: ControlParts): Control {
  const act = async <T>(work: () => T): Promise<T> => transact(work);
  const on = <K extends Kind, T>(
    kind: K,
    id: string,
    work: (call: Call, object: Kinds[K]) => T,
  ): Promise<T> => act(() => withObject(world, kind, id, work));
  const onAccount = <T>(id: string, work: (call: Call, account: Stripe.Account) => T) =>
    on("account", id, work);
  return {
    pay: ({ session, way = "card", email = "test@example.com", name = "Test Payer", keep = false }) =>
      on("checkout.session", session, (call, open) => visit(call, open, way, { email, name, keep })),
    authenticate: ({ session, paymentIntent, approved }) =>
      session === undefined
        ? on("payment_intent", paymentIntent ?? "", (call, intent) => approve(call, intent, approved))
        : on("checkout.session", session, (call, open) => visitAfterAuthentication(call, open, approved)),
    settleDebit: ({ paymentIntent }) =>
      on("payment_intent", paymentIntent, (call, { id }) => ({ done: endDebit(call, id, "succeeds") })),
    failDebit: ({ paymentIntent }) =>
      on("payment_intent", paymentIntent, (call, { id }) => ({ done: endDebit(call, id, "fails") })),
    settleRefund: ({ refund }) =>
      on("refund", refund, (call, { id }) => {
        settleRefund(call, id);
        return found(call, "refund", id);
      }),
    failRefund: ({ refund }) => on("refund", refund, failOnce),
    openDispute: ({ paymentIntent, inquiry = false, reason = "fraudulent", amount }) =>
      on("payment_intent", paymentIntent, (call, intent) => {
        const charge = latestCharge(call, intent);
        if (!charge?.paid) throw new ControlRefusal(`${intent.id} took no money that could be disputed.`);
        return openDispute(call, charge, { inquiry, reason, amount });
      }),
    moveDispute: ({ dispute, to }) => on("dispute", dispute, (call, open) => moveDispute(call, open, to)),
    onboard: ({ account }) => onAccount(account, finishOnboarding),
    setChargesEnabled: ({ account, enabled }) =>
      onAccount(account, (call, found) => setChargesEnabled(call, found, enabled)),
    deauthorize: ({ account }) =>
      onAccount(account, (call, found) => {
        deauthorize(call, found);
        return {};
      }),
    advanceClock: ({ ms }) =>
      act(() => {
        world.clockOffsetMs += ms;
        world.store.setSetting("clock_offset_ms", String(world.clockOffsetMs));
        return { nowMs: world.nowMs() };
      }),
    setTiming: (given) =>
      act(() =>
        Object.assign(
          world.timing,
          Object.fromEntries(Object.entries(given).filter(([, ms]) => ms !== undefined)),
        ),
      ),
    addFault: (rule) => act(() => done(faults.add(rule))),
    clearFaults: () => act(() => done(faults.clear())),
    setWeather: (weather) => act(() => done(sender.faults.set(weather))),
    holdWebhooks: () => act(() => done(sender.faults.hold())),
    releaseWebhooks: () => act(() => done(sender.faults.release())),
    redeliver: ({ event }) => on("event", event, (call) => ({ queued: redeliver(call, event) })),
    idle: async () => done(await sender.idle()),
    deliveries: (filter) => act(() => deliveriesOf(world, filter)),
    books: ({ byMetadata }) => act(() => booksOf(world, byMetadata)),
  };
}

const done = (_nothing: unknown): object => ({});

function withObject<K extends Kind, T>(
  world: World,
  kind: K,
  id: string,
  work: (call: Call, object: Kinds[K]) => T,
): T {
  const account = world.store.accountOf(id);
  if (account === undefined) throw new ControlRefusal(`There is no ${kind} '${id}'.`);
  const call = ownCall(world, account);
  return work(call, found(call, kind, id));
}

function found<K extends Kind>(call: Call, kind: K, id: string): Kinds[K] {
  const object = call.store.find(kind, call.account, id);
  if (!object) throw new ControlRefusal(`There is no ${kind} '${id}'.`);
  return object;
}

function approve(call: Call, intent: Stripe.PaymentIntent, approved: boolean): Visit {
  if (intent.status !== "requires_action") return { next: "closed" };
  const finished = finishAuthentication(call, intent, approved);
  return finished.result === "declined"
    ? { next: "again", message: finished.failure.message }
    : { next: "done" };
}

function failOnce(call: Call, refund: Stripe.Refund): Stripe.Refund {
  if (refund.status === "failed" || refund.status === "canceled")
    throw new ControlRefusal(`${refund.id} has already failed.`);
  return failRefund(call, refund);
}

const OVER: readonly string[] = ["won", "lost", "warning_closed"];

function moveDispute(call: Call, dispute: Stripe.Dispute, to: Given<"moveDispute">["to"]): Stripe.Dispute {
  const inquiry = dispute.status.startsWith("warning_");
  if (OVER.includes(dispute.status)) throw new ControlRefusal(`${dispute.id} is over: ${dispute.status}.`);
  if (to === "review") return reviewDispute(call, dispute);
  if (inquiry !== (to === "escalate" || to === "warning_closed")) {
    throw new ControlRefusal(`${dispute.id} is ${dispute.status} and cannot become ${to}.`);
  }
  return to === "escalate" ? escalateDispute(call, dispute) : closeDispute(call, dispute, to);
}

function redeliver(call: Call, id: string): number {
  const event = found(call, "event", id);
  const connected = call.account !== call.world.platform;
  let queued = 0;
  for (const [endpoint, { connect }] of call.world.endpoints.entries()) {
    if ((connect ?? false) !== connected) continue;
    queueOne(call.world, { event: id, account: call.account, type: event.type, endpoint });
    queued += 1;
  }
  return queued;
}
