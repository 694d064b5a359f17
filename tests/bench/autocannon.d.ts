declare module "autocannon" {
  /** What the bench uses of it. */
  interface Options {
    url: string;
    connections: number;
    duration: number;
    requests: { method: "GET"; path: string }[];
  }
  interface Outcome {
    errors: number;
    timeouts: number;
    non2xx: number;
    duration: number;
    "2xx": number;
  }
  const autocannon: (options: Options) => Promise<Outcome>;
  export default autocannon;
}
