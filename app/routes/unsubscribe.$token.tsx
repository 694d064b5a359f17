import {
  data,
  type ActionFunctionArgs,
  type LinksFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { primary } from "~/domain/templates/template";
import { app } from "~/server/app.server";
import { openUnsubscribe, unsubscribe } from "~/services/messages/unsubscribe.server";
import styles from "~/styles/unsubscribe.css?url";

export const links: LinksFunction = () => [{ rel: "stylesheet", href: styles }];
export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: loaded?.words.title ?? "Emails" },
  { name: "robots", content: "noindex" },
];

const privately = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
};

export const headers = () => privately;

/** Opening the link changes nothing, so that a mail scanner that opens it unsubscribes nobody. */
export async function loader({ params }: LoaderFunctionArgs) {
  const target = await openUnsubscribe(app(), { token: params["token"] ?? "" });
  return said(target);
}

/**
 * The page's own button, and the button of a mail program: `List-Unsubscribe=One-Click` by POST (RFC 8058).
 */
export async function action({ params }: ActionFunctionArgs) {
  const target = await unsubscribe(app(), { token: params["token"] ?? "", now: app().now() });
  return said(target);
}

function said(target: { vendorName: string; language: string } | null) {
  const language = target?.language ?? "en";
  const words = primary(language) === "es" ? spanish : english;
  const body = {
    language,
    vendorName: target?.vendorName ?? null,
    words: wordsFor(words, target?.vendorName ?? ""),
  };
  return data(body, { status: target ? 200 : 404, headers: privately });
}

interface Words {
  title: string;
  ask: string;
  button: string;
  done: string;
  doneText: string;
  unknown: string;
  unknownText: string;
}

const english: Words = {
  title: "Stop these emails?",
  ask: "{vendor} will send you no more payment reminders by email. What is open stays open.",
  button: "Stop the emails",
  done: "Done",
  doneText: "{vendor} will send you no more payment reminders by email.",
  unknown: "This link does not work",
  unknownText: "Please use the link from the email as it is, or reply to the email.",
};

const spanish: Words = {
  title: "¿No recibir más estos correos?",
  ask: "{vendor} no le enviará más recordatorios de pago por correo. Lo pendiente sigue pendiente.",
  button: "No recibir más correos",
  done: "Hecho",
  doneText: "{vendor} no le enviará más recordatorios de pago por correo.",
  unknown: "Este enlace no funciona",
  unknownText: "Use el enlace del correo tal como está, o responda al correo.",
};

function wordsFor(words: Words, vendor: string): Words {
  const filled = (text: string) => text.replace("{vendor}", vendor);
  return { ...words, ask: filled(words.ask), doneText: filled(words.doneText) };
}

export default function Unsubscribe() {
  const { vendorName, words } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  if (vendorName === null) return <Said title={words.unknown} text={words.unknownText} />;
  if (done) return <Said title={words.done} text={words.doneText} />;
  return (
    <main>
      <h1>{words.title}</h1>
      <p>{words.ask}</p>
      <Form method="post">
        <button type="submit">{words.button}</button>
      </Form>
    </main>
  );
}

function Said({ title, text }: { title: string; text: string }) {
  return (
    <main>
      <h1>{title}</h1>
      <p>{text}</p>
    </main>
  );
}
