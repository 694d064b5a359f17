import { redirect, type LinksFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { ButtonLink } from "~/components/desk/button";
import { app } from "~/server/app.server";
import { findStaffUser } from "~/services/staff/desk-context.server";
import styles from "~/styles/desk.css?url";

export const links: LinksFunction = () => [{ rel: "stylesheet", href: styles }];
export const meta: MetaFunction = () => [{ title: "Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  if (await findStaffUser(app(), request)) throw redirect("/desk");
  return null;
}

export default function Index() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col items-start justify-center gap-4 px-5 py-10">
      <p className="text-sm font-medium text-ink-soft">Tenfold</p>
      <h1 className="text-2xl font-semibold tracking-tight">
        Small balances, asked for calmly and paid in one tap.
      </h1>
      <p className="text-ink-soft">
        Tenfold sends each debtor a reminder with a link that needs no account, takes the payment, and closes
        the balance. What is settled and what is outstanding is on the desk.
      </p>
      <ButtonLink kind="primary" to="/sign-in">
        Sign in
      </ButtonLink>
      <p className="text-sm text-ink-soft">
        Were you sent a link to pay? Open it from the email or text message; it is the only key you need.
      </p>
    </main>
  );
}
