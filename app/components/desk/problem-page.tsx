import { isRouteErrorResponse, useRouteError } from "@remix-run/react";
import { ButtonLink } from "./button";

/** What is shown instead of a page that cannot be: what happened in a sentence, and where to go from here. */
export function ProblemPage() {
  const { status, title, text } = describe(useRouteError());
  return (
    <div className="mx-auto flex max-w-xl flex-col items-start gap-3 px-4 py-16">
      <p className="text-sm font-medium text-ink-soft">{status}</p>
      <h1 className="text-xl font-semibold">{title}</h1>
      <p className="text-ink-soft">{text}</p>
      <ButtonLink to="/desk">To the overview</ButtonLink>
    </div>
  );
}

function describe(error: unknown): { status: number; title: string; text: string } {
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const said = isRouteErrorResponse(error) && typeof error.data === "string" ? error.data : "";
  switch (status) {
    case 403:
      return {
        status,
        title: "That is not allowed here",
        text: said || "Sign in again, then try once more.",
      };
    case 404:
      return {
        status,
        title: "There is nothing here",
        text: "It may belong to another vendor, or the address was cut short.",
      };
    default:
      return {
        status,
        title: "Something went wrong on our side",
        text: "Nothing was changed by half. Try again in a moment.",
      };
  }
}
