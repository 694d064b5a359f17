import type { LinksFunction } from "@remix-run/node";
import { ProblemPage } from "~/components/desk/problem-page";
import styles from "~/styles/desk.css?url";

export const links: LinksFunction = () => [{ rel: "stylesheet", href: styles }];

/** Any address that leads nowhere. */
export function loader() {
  throw new Response("No such page", { status: 404 });
}

export default function Nowhere() {
  return null;
}

export function ErrorBoundary() {
  return (
    <main>
      <ProblemPage />
    </main>
  );
}
