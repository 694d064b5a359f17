import { at, recent, type DrawAction } from "./action";

/** A bank debit arrives, or comes back. */
export const endDebit: DrawAction = (draw) => {
  const [which, settles] = [draw.unit(), draw.chance(0.6)];
  return async (world) => {
    const { payments } = await world.stripe.control.books({});
    const debit = at(
      payments.filter(({ processing }) => processing > 0),
      which,
    );
    if (!debit) return "No bank debit is on its way.";
    const { paymentIntent } = debit;
    if (settles) await world.stripe.control.settleDebit({ paymentIntent });
    else await world.stripe.control.failDebit({ paymentIntent });
    return `The bank debit ${paymentIntent} ${settles ? "arrives" : "comes back"}.`;
  };
};

/** Somebody ends a session in Stripe's dashboard, without our doing. */
export const expireAtStripe: DrawAction = (draw) => {
  const which = draw.unit();
  return async (world) => {
    const handed = recent(world.handed, which);
    if (!handed) return "There is no session to end.";
    const { session } = handed;
    const open = await world.sdk.checkout.sessions.expire(session).then(
      () => true,
      () => false,
    );
    return `${session} ${open ? "is ended" : "cannot be ended"} at Stripe.`;
  };
};
