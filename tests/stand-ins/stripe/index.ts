export { startStripe, type StripeOptions, type StripeStandIn } from "./server";
export type { Control } from "./control/control";
export { remoteControl } from "./control/remote";
