export { startStripe, type StripeOptions, type StripeStandIn } from "./server";
export type { Control } from "~tests/stand-ins/stripe/control/control";
export { remoteControl } from "~tests/stand-ins/stripe/control/remote";
