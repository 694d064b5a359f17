import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { app } from "~/server/app.server";
import { requireSameOrigin } from "~/services/staff/same-origin.server";
import { signOut } from "~/services/staff/sign-out.server";

export function loader() {
  return redirect("/desk");
}

export async function action({ request }: ActionFunctionArgs) {
  const parts = app();
  requireSameOrigin(request, parts.env.appUrl);
  return redirect("/sign-in", { headers: await signOut(parts, { headers: request.headers }) });
}
