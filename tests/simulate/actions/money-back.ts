import { v7 as uuid } from "uuid";
import type { BalanceId, PaymentId, RefundId, StaffUserId } from "~/domain/ids";
import { applyUnapplied } from "~/services/money-back/apply-unapplied.server";
import { askAgain } from "~/services/money-back/decide-held.server";
import { refundPayment } from "~/services/money-back/refund-payment.server";
import type { World } from "~tests/simulate/world";
import { at, type DrawAction } from "./action";

const by = "0199d7a0-0000-7000-8000-00000000000a" as StaffUserId;

interface Paid {
  id: PaymentId;
  leftMinor: string;
  unappliedMinor: string;
}

/** What staff see of payments that have come in. */
async function paymentsOf({ room, vendor }: World): Promise<Paid[]> {
  return [
    ...(await room.admin<Paid[]>`
      select id, unapplied_minor::text as "unappliedMinor",
        (amount_minor - refunded_minor - charged_back_minor)::text as "leftMinor"
      from payments where vendor_id = ${vendor.id} and state = 'succeeded' order by created_at, id`),
  ];
}

/** A share of an amount, at least the least there is. */
function shareOf(amountMinor: bigint, share: number): bigint {
  const part = (amountMinor * BigInt(Math.round(share * 100))) / 100n;
  return part > 0n ? part : 1n;
}

/** A person gives money back; at times two at once, who do not know of each other. */
export const refundByStaff: DrawAction = (draw) => {
  const [which, web, owedAgain] = [draw.unit(), draw.below(2), draw.chance(0.5)];
  const from = draw.chance(0.8) ? ("any" as const) : ("unapplied" as const);
  const share = draw.chance(0.4) ? 1 : draw.unit() * 1.1;
  const people = draw.chance(0.7) ? 1 : 2;
  return async (world) => {
    const paid = at(await paymentsOf(world), which);
    if (!paid) return "There is nothing to refund.";
    const { currency } = world.options;
    const amountMinor = shareOf(BigInt(from === "any" ? paid.leftMinor : paid.unappliedMinor), share);
    const said = { paymentId: paid.id, amountMinor, currency, from, owedAgain, reason: "As agreed." };
    const asked = Array.from({ length: people }, (_, person) => {
      const refund = { ...said, requestId: uuid() as RefundId };
      return world.insist(web + person, (app) =>
        refundPayment(app, { vendorId: world.vendor.id, refund, by, now: app.now() }),
      );
    });
    const outcomes = (await Promise.all(asked)).map(({ outcome }) => outcome);
    const again = owedAgain ? "owed again" : "not owed again";
    return `Staff refund ${amountMinor} (${from}, ${again}): ${outcomes.join(", ")}.`;
  };
};

/** Somebody refunds in Stripe's dashboard, without a word to us. */
export const refundAtStripe: DrawAction = (draw) => {
  const [which, share] = [draw.unit(), draw.chance(0.3) ? 1 : draw.unit()];
  const times = draw.chance(0.6) ? 1 : 2;
  return async (world) => {
    const { payments } = await world.stripe.control.books({});
    const paid = at(
      payments.filter(({ captured, refunded }) => captured > refunded),
      which,
    );
    if (!paid) return "There is nothing to refund at Stripe.";
    const { paymentIntent: payment_intent, captured, refunded } = paid;
    const step = steps[world.options.currency] ?? 1;
    const amount = Math.max(step, Math.floor((captured - refunded) * share));
    const whole = amount - (amount % step);
    const outcomes: string[] = [];
    for (let time = 0; time < times; time += 1) {
      const made = world.sdk.refunds.create({ payment_intent, amount: whole });
      outcomes.push(
        await made.then(
          ({ status }) => status ?? "made",
          () => "refused",
        ),
      );
    }
    return `${whole} of ${payment_intent} is refunded at Stripe: ${outcomes.join(", ")}.`;
  };
};

/** Stripe's units that make the least amount it takes. */
const steps: Readonly<Record<string, number>> = { UGX: 100, KWD: 10 };

/** The bank has the money of a refund, or sends it back. */
export const endRefund: DrawAction = (draw) => {
  const [which, fails] = [draw.unit(), draw.chance(0.5)];
  return async (world) => {
    const made = await world.sdk.refunds.list({ limit: 100 }).catch(() => ({ data: [] }));
    const refund = at(
      made.data.filter(({ status }) => status === "pending" || (fails && status === "succeeded")),
      which,
    );
    if (!refund) return "No refund is on its way.";
    if (fails) await world.stripe.control.failRefund({ refund: refund.id });
    else await world.stripe.control.settleRefund({ refund: refund.id });
    return `The refund ${refund.id} of ${refund.amount} ${fails ? "comes back" : "arrives"}.`;
  };
};

export const openChargeback: DrawAction = (draw) => {
  const [which, inquiry] = [draw.unit(), draw.chance(0.3)];
  return async (world) => {
    const { payments } = await world.stripe.control.books({});
    const disputes = await world.sdk.disputes.list({ limit: 100 }).catch(() => null);
    const disputed = new Set(disputes?.data.map(({ payment_intent }) => payment_intent));
    const paid = at(
      payments.filter(({ captured, paymentIntent }) => captured > 0 && !disputed.has(paymentIntent)),
      which,
    );
    if (!paid || !disputes) return "There is nothing to charge back.";
    const { paymentIntent } = paid;
    await world.stripe.control.openDispute({ paymentIntent, inquiry });
    return `The bank ${inquiry ? "asks about" : "takes back"} ${paymentIntent}.`;
  };
};

export const moveChargeback: DrawAction = (draw) => {
  const [which, wins, goesOn] = [draw.unit(), draw.chance(0.5), draw.chance(0.25)];
  return async (world) => {
    const disputes = await world.sdk.disputes.list({ limit: 100 }).catch(() => null);
    const open = disputes?.data.filter(({ status }) => /response|review/.test(status)) ?? [];
    const dispute = at(open, which);
    if (!dispute) return "No chargeback is open.";
    const isInquiry = dispute.status.startsWith("warning_");
    const ends = isInquiry ? (wins ? "warning_closed" : "escalate") : wins ? "won" : "lost";
    const to = goesOn && !dispute.status.endsWith("review") ? "review" : ends;
    await world.stripe.control.moveDispute({ dispute: dispute.id, to });
    return `The chargeback ${dispute.id} moves: ${to}.`;
  };
};

export const applyRest: DrawAction = (draw) => {
  const [which, web] = [draw.unit(), draw.below(2)];
  return async (world) => {
    const waiting = (await paymentsOf(world)).filter(({ unappliedMinor }) => unappliedMinor !== "0");
    const paid = at(waiting, which);
    if (!paid) return "Nothing is unapplied.";
    const application = { vendorId: world.vendor.id, paymentId: paid.id, requestId: uuid(), by };
    const { outcome } = await world.insist(web, (app) =>
      applyUnapplied(app, { ...application, now: app.now() }),
    );
    return `Staff apply the ${paid.unappliedMinor} that is unapplied: ${outcome}.`;
  };
};

export const askForItAgain: DrawAction = (draw) => {
  const [which, web] = [draw.unit(), draw.below(2)];
  return async (world) => {
    const balanceId: BalanceId | undefined = at([...world.model.billed.keys()], which);
    if (!balanceId) return "There is nothing to ask for again.";
    const asked = { vendorId: world.vendor.id, balanceId, by };
    const outcome = await world.insist(web, (app) => askAgain(app, { ...asked, now: app.now() }));
    return `Staff let ${world.model.billed.get(balanceId)?.reference} be asked for again: ${outcome}.`;
  };
};
