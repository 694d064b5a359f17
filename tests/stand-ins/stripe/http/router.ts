import type { Call } from "~tests/stand-ins/stripe/context";
import type { Branch } from "./form-decoding";

type Method = "GET" | "POST" | "DELETE";

/** Answers with the object to send; throws a StripeFailure for anything else. */
type Endpoint = (call: Call, request: { ids: string[]; params: Branch }) => object;

export interface Route {
  method: Method;
  /** `:id` stands for one segment. */
  path: string;
  endpoint: Endpoint;
}

export const get = (path: string, endpoint: Endpoint): Route => ({ method: "GET", path, endpoint });
export const post = (path: string, endpoint: Endpoint): Route => ({ method: "POST", path, endpoint });
export const remove = (path: string, endpoint: Endpoint): Route => ({ method: "DELETE", path, endpoint });

export interface Match {
  endpoint: Endpoint;
  ids: string[];
}

export function compile(routes: Route[]): (method: string, path: string) => Match | undefined {
  const compiled = routes.map(({ method, path, endpoint }) => ({
    method,
    endpoint,
    pattern: new RegExp(`^${path.replaceAll(":id", "([^/]+)")}/?$`),
  }));
  return (method, path) => {
    for (const route of compiled) {
      const found = route.method === method ? route.pattern.exec(path) : null;
      if (found) return { endpoint: route.endpoint, ids: found.slice(1).map(decodeURIComponent) };
    }
    return undefined;
  };
}
