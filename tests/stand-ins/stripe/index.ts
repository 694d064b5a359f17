export { startStripe, type StripeOptions, type StripeStandIn } from "./server";
export { remoteControl } from "~tests/stand-ins/stripe/control/remote";
