import "@remix-run/node";

/** Loaders' values reach their components as they are, amounts in bigint and instants in Date among them. */
declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}
