import { createContext, useContext } from "react";

/** The request's Content-Security-Policy nonce, for the few scripts a page may run; empty in the browser. */
const NonceContext = createContext("");

export const NonceProvider = NonceContext.Provider;
export const useNonce = () => useContext(NonceContext);
