import type { Answers, Control } from "./control";
import { isVerb, type Given, type Verb } from "./verbs";

/** The control of a stand-in in another process, by its address. */
export function remoteControl(url: string): Control {
  const verbs: Control = Object.create(null);
  return new Proxy(verbs, {
    get: (_target, name) =>
      typeof name === "string" && isVerb(name)
        ? (given: Given<typeof name>) => ask(url, name, given)
        : undefined,
  });
}

async function ask<V extends Verb>(url: string, verb: V, given: Given<V>): Promise<Answers[V]> {
  const answer = await fetch(`${url}/_control/${verb}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(given),
  });
  const body: Answers[V] & { error?: string } = await answer.json();
  if (!answer.ok) throw new Error(`${verb}: ${body.error ?? answer.status}`);
  return body;
}
