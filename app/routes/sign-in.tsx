import { parseWithZod } from "@conform-to/zod/v4";
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LinksFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { Notice } from "~/components/desk/badge";
import { Button } from "~/components/desk/button";
import { Field } from "~/components/desk/field";
import { deskHeaders } from "~/components/desk/headers";
import { deskPath } from "~/domain/local-path";
import { app } from "~/server/app.server";
import { clientAddress } from "~/services/staff/client-address.server";
import { findStaffUser } from "~/services/staff/desk-context.server";
import { requireSameOrigin } from "~/services/staff/same-origin.server";
import { signIn } from "~/services/staff/sign-in.server";
import styles from "~/styles/desk.css?url";

export { deskHeaders as headers };
export const links: LinksFunction = () => [{ rel: "stylesheet", href: styles }];
export const meta: MetaFunction = () => [
  { title: "Sign in · Tenfold" },
  { name: "robots", content: "noindex" },
];

const schema = z.object({
  email: z.string({ error: "Enter your email address." }).max(254, "Enter your email address."),
  password: z.string({ error: "Enter your password." }),
  next: z.string().optional(),
});

export async function loader({ request }: LoaderFunctionArgs) {
  const next = deskPath(new URL(request.url).searchParams.get("next"));
  if (await findStaffUser(app(), request)) throw redirect(next);
  return { next };
}

export async function action({ request }: ActionFunctionArgs) {
  const parts = app();
  requireSameOrigin(request, parts.env.appUrl);
  const formData = await request.formData();
  const submission = parseWithZod(formData, { schema });
  if (submission.status !== "success") return data(submission.reply({ hideFields: ["password"] }), 400);
  const now = parts.now();
  const { email, password, next } = submission.value;
  const result = await signIn(parts, {
    email,
    password,
    clientAddress: clientAddress(request),
    headers: request.headers,
    now,
  });
  switch (result.outcome) {
    case "signed_in":
      return redirect(deskPath(next ?? null), { headers: result.headers });
    case "refused": {
      const fieldErrors = { password: ["The email address or the password is not right."] };
      return data(submission.reply({ fieldErrors, hideFields: ["password"] }), 401);
    }
    case "too_many_tries": {
      const minutes = Math.max(1, Math.ceil((result.retryAt.getTime() - now.getTime()) / 60_000));
      const formErrors = [`Too many tries. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`];
      return data(submission.reply({ formErrors, hideFields: ["password"] }), 429);
    }
  }
}

export default function SignIn() {
  const { next } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const email = result?.initialValue?.["email"];
  const problem = result?.error?.[""]?.[0];
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-5 px-5 py-10">
      <div>
        <p className="text-sm font-medium text-ink-soft">Tenfold</p>
        <h1 className="text-xl font-semibold">Sign in to your desk</h1>
      </div>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <Form method="post" className="flex flex-col gap-4">
        <input type="hidden" name="next" value={next} />
        <Field
          label="Email"
          name="email"
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          defaultValue={typeof email === "string" ? email : ""}
          error={result?.error?.["email"] ?? undefined}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={result?.error?.["password"] ?? undefined}
          autoFocus={Boolean(result?.error?.["password"])}
        />
        <Button kind="primary" className="min-h-11">
          Sign in
        </Button>
      </Form>
    </main>
  );
}
