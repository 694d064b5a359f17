import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { deskContext } from "~/services/staff/desk-context.server";
import { refreshAccountsOfVendor } from "~/services/stripe-accounts/refresh-account.server";

/**
 * Where Stripe sends a vendor who has filled something in, or has left it for later: being here says nothing,
 * so Stripe is asked.
 */
export async function loader({ request }: LoaderFunctionArgs) {
  const { app, vendor, now } = await deskContext(request);
  const isRead = await refreshAccountsOfVendor(app, { vendorId: vendor.id, now });
  return redirect(`/desk/settings/stripe?${isRead ? "done=back" : "unread"}`);
}
