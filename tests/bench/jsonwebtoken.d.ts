declare module "jsonwebtoken" {
  /** The two calls the bench makes, synchronous and with HS256. */
  interface JsonWebToken {
    sign(
      payload: object,
      secret: import("node:crypto").KeyObject,
      options: { algorithm: "HS256"; noTimestamp: boolean },
    ): string;
    verify(
      token: string,
      secret: import("node:crypto").KeyObject,
      options: { algorithms: ["HS256"] },
    ): unknown;
  }
  const jwt: JsonWebToken;
  export default jwt;
}
