import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useSearchParams } from "@remix-run/react";
import type { ReactNode } from "react";
import { z } from "zod";
import { Badge, Notice } from "~/components/desk/badge";
import { Button } from "~/components/desk/button";
import { PageHeader, Panel } from "~/components/desk/panel";
import { RecordForm } from "~/components/desk/record-form";
import { AccountState } from "~/components/stripe/account-state";
import type { AccountStanding } from "~/domain/stripe-account";
import { deskContext, type DeskContext } from "~/services/staff/desk-context.server";
import { chooseAccount } from "~/services/stripe-accounts/choose-account.server";
import { readAccounts } from "~/services/stripe-accounts/read-accounts.server";
import { refreshAccountsOfVendor } from "~/services/stripe-accounts/refresh-account.server";
import { startOnboarding } from "~/services/stripe-accounts/start-onboarding.server";

export const meta: MetaFunction = () => [{ title: "Payments · Tenfold" }];

export const handle = { leadsToStripe: true };

export async function loader({ request }: LoaderFunctionArgs) {
  const { app, vendor } = await deskContext(request);
  const accounts = await readAccounts(app, { vendorId: vendor.id });
  return { ...accounts, country: vendor.country };
}

const formSchema = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("connect") }),
  z.object({ intent: z.literal("check") }),
  z.object({ intent: z.literal("collect-here"), stripeAccountId: z.string().max(255) }),
  z.object({ intent: z.literal("collect-with-operator") }),
]);

export async function action({ request }: ActionFunctionArgs) {
  const context = await deskContext(request);
  const { app, vendor, now } = context;
  const form = formSchema.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return data({ problem: "This form could not be read. Open the page again." }, 400);
  switch (form.data.intent) {
    case "connect":
      return connect(context);
    case "check": {
      const isRead = await refreshAccountsOfVendor(app, { vendorId: vendor.id, now });
      return isRead ? redirect("/desk/settings/stripe?done=checked") : data({ problem: unreachable }, 503);
    }
    case "collect-here":
      return choose(context, form.data.stripeAccountId);
    case "collect-with-operator":
      return choose(context, null);
  }
}

const unreachable = "Stripe could not be reached just now. Nothing was changed: try again in a minute.";

async function connect({ app, vendor, now }: DeskContext) {
  const started = await startOnboarding(app, { vendorId: vendor.id, now });
  switch (started.outcome) {
    case "redirect":
      return redirect(started.url, 303);
    case "not_offered":
      return data({ problem: notOffered }, 409);
    case "refused":
      return data(
        { problem: "Stripe would not open an account for you here. Ask the operator of this portal why." },
        409,
      );
    case "unavailable":
      return data({ problem: unreachable }, 503);
  }
}

const notOffered = "The operator of this portal has not set up accounts of vendors’ own.";

async function choose({ app, vendor, now }: DeskContext, stripeAccountId: string | null) {
  const chosen = await chooseAccount(app, { vendorId: vendor.id, stripeAccountId, now });
  switch (chosen.outcome) {
    case "chosen":
      return redirect(`/desk/settings/stripe?done=${stripeAccountId ? "own" : "operator"}`);
    case "not_yours":
      return data({ problem: "That is not an account of yours." }, 404);
    case "cannot_charge":
      return data(
        { problem: "That account takes no payments now. Payments go where they went before." },
        409,
      );
  }
}

const done: Readonly<Record<string, string>> = {
  back: "Back from Stripe. This is how your account stands now.",
  checked: "Asked Stripe again. This is how your account stands now.",
  own: "From now on, payments go to your own Stripe account.",
  operator: "From now on, payments go to the operator’s account.",
};

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Payments() {
  const page = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  const [search] = useSearchParams();
  const said = done[search.get("done") ?? ""];
  return (
    <div className="max-w-2xl">
      <PageHeader
        title="Payments"
        note={
          <Link to="/desk/settings" className="link">
            Settings
          </Link>
        }
      />
      <div className="flex flex-col gap-5">
        {problem ? (
          <Notice tone="danger">{problem}</Notice>
        ) : (
          <>
            {search.has("unread") && <Notice tone="warn">{unread}</Notice>}
            {said && <Notice tone="good">{said}</Notice>}
          </>
        )}
        <Collection {...page} />
        <OwnAccount {...page} />
        <p className="text-sm text-ink-soft">
          <Link to="/desk/stripe-events" className="link">
            News of Stripe’s that could not be applied
          </Link>
        </p>
      </div>
    </div>
  );
}

const unread = "Stripe could not be asked just now, so what stands here may be old. Check again in a minute.";

/** Which account payments go to, and the way to the other one. */
function Collection({ collection, account }: Page) {
  const { stripeAccountId, canCollect } = collection;
  const isOwn = stripeAccountId !== null;
  return (
    <Panel title="Where payments go">
      <div className="flex flex-col items-start gap-1.5">
        <Badge tone={canCollect ? "good" : "danger"}>
          {canCollect ? "Takes payments" : "Nobody can pay"}
        </Badge>
        <p>{isOwn ? "To your own Stripe account." : "To the operator’s account."}</p>
        {isOwn && <code className="text-[0.8125rem] wrap-anywhere text-ink-soft">{stripeAccountId}</code>}
        {!canCollect && (
          <p className="text-sm">
            It takes no payments now, and they never fall to another account by themselves. Reminders wait, so
            that no link leads nowhere. See below what your account needs, or let the operator’s account
            collect meanwhile.
          </p>
        )}
      </div>
      {isOwn && <UseOperator />}
      {account?.chargesEnabled && !account.disconnectedAt && account.stripeAccountId !== stripeAccountId && (
        <CollectHere stripeAccountId={account.stripeAccountId} />
      )}
    </Panel>
  );
}

const openPages =
  "Somebody who is on Stripe’s page at this moment may still pay into the account before, and is credited " +
  "all the same. Cards that debtors let you keep stay with the account they were given to.";

function CollectHere({ stripeAccountId }: { stripeAccountId: string }) {
  return (
    <RecordForm
      summary="Collect into your own account"
      intent="collect-here"
      hidden={{ stripeAccountId }}
      refused={undefined}
      effect={`From now on, payments go to your own Stripe account ${stripeAccountId}. ${openPages}`}
      button="Collect here"
      kind="primary"
    >
      {null}
    </RecordForm>
  );
}

function UseOperator() {
  return (
    <RecordForm
      summary="Use the operator’s account instead"
      intent="collect-with-operator"
      hidden={{}}
      refused={undefined}
      effect={
        "From now on, payments go to the operator’s account, and the operator pays you out. Your own " +
        `account stays connected. ${openPages}`
      }
      button="Use the operator’s account"
    >
      {null}
    </RecordForm>
  );
}

function OwnAccount({ account, isOffered, country }: Page) {
  if (account && account.standing !== "disconnected") {
    return (
      <Panel title="Your own Stripe account">
        <AccountState account={account}>
          <div className="flex flex-wrap items-center gap-2">
            <Connected standing={account.standing} />
            <Intent intent="check">Check again</Intent>
            <a href="https://dashboard.stripe.com/" className="link px-1 text-sm" rel="noreferrer">
              Open Stripe’s dashboard
            </a>
          </div>
        </AccountState>
      </Panel>
    );
  }
  return (
    <Panel title="Your own Stripe account">
      {account && <AccountState account={account} />}
      {isOffered ? (
        <div className={account ? "border-t border-line pt-4 mt-4" : ""}>
          <p className="pb-2">
            Payments can go straight to a Stripe account of your own: you see each one in Stripe’s dashboard,
            pay Stripe’s fees yourself, and Stripe pays out to your bank.
          </p>
          <p className="pb-4 text-sm text-ink-soft">
            It takes some minutes; have your bank details and an identity document at hand. Its country will
            be {countryName(country)}, which Stripe does not let you change later. Payments go where they went
            before until you choose otherwise here.
          </p>
          <Intent intent="connect" kind="primary">
            {account ? "Connect a new account" : "Connect with Stripe"}
          </Intent>
        </div>
      ) : (
        <p className="text-ink-soft">{notOffered}</p>
      )}
    </Panel>
  );
}

/** Stripe's pages take up where the vendor left; once nothing is wanted there is nothing to go on with. */
function Connected({ standing }: { standing: AccountStanding }) {
  if (standing === "stopped" || standing === "ready") return null;
  return (
    <Intent intent="connect" kind={standing === "needs_details" ? "primary" : "plain"}>
      Continue at Stripe
    </Intent>
  );
}

function Intent({
  intent,
  kind,
  children,
}: {
  intent: string;
  kind?: "primary" | "plain";
  children: ReactNode;
}) {
  return (
    <Form method="post">
      <Button kind={kind ?? "plain"} name="intent" value={intent}>
        {children}
      </Button>
    </Form>
  );
}

function countryName(country: string): string {
  return new Intl.DisplayNames("en", { type: "region" }).of(country) ?? country;
}
