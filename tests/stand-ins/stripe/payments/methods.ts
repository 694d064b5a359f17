import type Stripe from "stripe";
import type { Call } from "~tests/stand-ins/stripe/context";
import { emit } from "~tests/stand-ins/stripe/state/emit";
import { idOf } from "~tests/stand-ins/stripe/state/kinds";

export function changeMethod(
  call: Call,
  method: Stripe.PaymentMethod,
  change: Partial<Stripe.PaymentMethod>,
): Stripe.PaymentMethod {
  return call.store.update("payment_method", { ...method, ...change });
}

export function attachMethod(
  call: Call,
  method: Stripe.PaymentMethod,
  customer: string,
): Stripe.PaymentMethod {
  const attached = changeMethod(call, method, { customer });
  emit(call, "payment_method.attached", attached);
  return attached;
}

/** A detached method is useless for good: it can be neither charged nor attached again. */
export function detachMethod(call: Call, method: Stripe.PaymentMethod): Stripe.PaymentMethod {
  const holder = idOf(method.customer);
  const detached = changeMethod(call, method, { customer: null });
  call.store.hide(method.id, { ...call.store.hidden<object>(method.id)[0], detached: true });
  emit(call, "payment_method.detached", detached, method);
  const customer = holder === null ? undefined : call.store.find("customer", call.account, holder);
  if (customer && idOf(customer.invoice_settings.default_payment_method) === method.id) {
    const settings = { ...customer.invoice_settings, default_payment_method: null };
    const changed = call.store.update("customer", { ...customer, invoice_settings: settings });
    emit(call, "customer.updated", changed, customer);
  }
  return detached;
}

export function wasDetached(call: Call, method: Stripe.PaymentMethod): boolean {
  return call.store.hidden<{ detached?: boolean }>(method.id)[0]?.detached === true;
}
