import type { Route } from "~tests/stand-ins/stripe/http/router";
import { checkoutSessionRoutes } from "./checkout-sessions";
import { eventRoutes } from "./events";
import { paymentIntentRoutes } from "./payment-intents";

/** Every endpoint of Stripe's API that the stand-in has. */
export const ROUTES: Route[] = [...checkoutSessionRoutes, ...eventRoutes, ...paymentIntentRoutes];
