import type { LoaderFunctionArgs } from "@remix-run/node";
import { deskContext } from "~/services/staff/desk-context.server";

/** Any other address under the desk: signed in first, so that who is not learns nothing of what there is. */
export async function loader({ request }: LoaderFunctionArgs) {
  await deskContext(request);
  throw new Response("No such page", { status: 404 });
}

export default function Nothing() {
  return null;
}
