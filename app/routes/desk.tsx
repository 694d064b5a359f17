import { data, type LinksFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, Outlet, useLoaderData, useRouteLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { Button } from "~/components/desk/button";
import { DeskSettingProvider } from "~/components/desk/desk-setting";
import { deskHeaders } from "~/components/desk/headers";
import { Navigation } from "~/components/desk/navigation";
import { ProblemPage } from "~/components/desk/problem-page";
import { deskContext } from "~/services/staff/desk-context.server";
import styles from "~/styles/desk.css?url";

export { deskHeaders as headers };
export const links: LinksFunction = () => [{ rel: "stylesheet", href: styles }];
export const meta: MetaFunction = () => [{ title: "Tenfold" }, { name: "robots", content: "noindex" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { vendor, user, headers } = await deskContext(request);
  const { name, language, timeZone, reminderMode } = vendor;
  return data({ vendor: { name, language, timeZone, reminderMode }, user: { name: user.name } }, { headers });
}

export default function Desk() {
  return (
    <Frame {...useLoaderData<typeof loader>()}>
      <Outlet />
    </Frame>
  );
}

/** What cannot be shown is said in its place, with the rest of the desk around it where that is known. */
export function ErrorBoundary() {
  const known = useRouteLoaderData<typeof loader>("routes/desk");
  return known ? (
    <Frame {...known}>
      <ProblemPage />
    </Frame>
  ) : (
    <main>
      <ProblemPage />
    </main>
  );
}

const side =
  "flex flex-col gap-2 border-line bg-ground px-3 py-3 max-md:border-b " +
  "md:sticky md:top-0 md:h-dvh md:gap-4 md:border-r md:py-5";

interface Who {
  vendor: { name: string; language: string; timeZone: string; reminderMode: string };
  user: { name: string };
}

/** How far reminders go by themselves, where that is not all the way. */
const modeNotes: Record<string, string> = {
  approval: "Approval: reminders wait for you to release them.",
  dry_run: "Dry run: reminders are planned, none is sent.",
  off: "Reminders are off.",
};

function Frame({ vendor, user, children }: Who & { children: ReactNode }) {
  return (
    <DeskSettingProvider value={{ language: vendor.language, timeZone: vendor.timeZone }}>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3"
      >
        Skip to the page
      </a>
      <div className="mx-auto max-w-[100rem] md:grid md:grid-cols-[13rem_minmax(0,1fr)]">
        <header className={side}>
          <div className="flex items-center justify-between gap-2 px-3">
            <p className="line-clamp-2 min-w-0 font-semibold wrap-anywhere">{vendor.name}</p>
            <SignOut name={user.name} className="md:hidden" />
          </div>
          <Navigation />
          {vendor.reminderMode !== "automatic" && (
            <p className="rounded-md bg-warn-soft px-3 py-2 text-xs text-warn">
              {modeNotes[vendor.reminderMode]}
            </p>
          )}
          <SignOut name={user.name} className="mt-auto max-md:hidden" />
        </header>
        <main id="main" tabIndex={-1} className="min-w-0 px-4 py-5 outline-none md:px-8 md:py-7">
          {children}
        </main>
      </div>
    </DeskSettingProvider>
  );
}

function SignOut({ name, className }: { name: string; className: string }) {
  return (
    <Form method="post" action="/sign-out" reloadDocument className={`flex flex-col ${className}`}>
      <span className="truncate px-3 text-xs text-ink-soft max-md:sr-only" title={name}>
        {name}
      </span>
      <Button kind="quiet" className="justify-start max-md:min-h-8">
        Sign out
      </Button>
    </Form>
  );
}
