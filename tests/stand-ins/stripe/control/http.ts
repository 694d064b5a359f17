import { z } from "zod";
import type { ApiRequest, Outcome } from "~tests/stand-ins/stripe/http/api";
import type { Control } from "./control";
import { isVerb, VERBS, type Given, type Verb } from "./verbs";

/** `POST /_control/<verb>` with what the verb takes as JSON; `GET` for verbs that take nothing. */
export async function handleControl(control: Control, request: ApiRequest): Promise<Outcome> {
  const name = request.path.slice("/_control/".length);
  if (!isVerb(name)) return answer(404, { error: `There is no verb '${name}'.`, verbs: Object.keys(VERBS) });
  try {
    const given: unknown = request.body === "" ? {} : JSON.parse(request.body);
    return answer(200, await perform(control, name, given));
  } catch (error) {
    if (error instanceof z.ZodError) return answer(400, { error: z.prettifyError(error) });
    return answer(409, { error: error instanceof Error ? error.message : String(error) });
  }
}

const SCHEMAS: { [V in Verb]: z.ZodType<Given<V>> } = VERBS;

function perform<V extends Verb>(control: Pick<Control, V>, verb: V, given: unknown): Promise<unknown> {
  const act: (given: Given<V>) => Promise<unknown> = control[verb];
  return act(SCHEMAS[verb].parse(given));
}

function answer(status: number, body: unknown): Outcome {
  return { kind: "answer", answer: { status, headers: {}, body: JSON.stringify(body) } };
}
