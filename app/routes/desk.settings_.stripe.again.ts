import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { deskContext } from "~/services/staff/desk-context.server";
import { continueOnboarding } from "~/services/stripe-accounts/start-onboarding.server";

/**
 * Where Stripe sends a vendor whose address there was used or is too old: on to a fresh one. It never makes
 * an account, so coming here by any other way does nothing.
 */
export async function loader({ request }: LoaderFunctionArgs) {
  const { app, vendor } = await deskContext(request);
  const onboarding = await continueOnboarding(app, { vendorId: vendor.id });
  if (onboarding?.outcome === "redirect") return redirect(onboarding.url);
  return redirect(`/desk/settings/stripe${onboarding ? "?unread" : ""}`);
}
