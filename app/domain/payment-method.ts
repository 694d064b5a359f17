import type { PaymentMethod } from "./vocabulary";

export const offlineMethods = [
  "cash",
  "cheque",
  "transfer",
  "other",
] as const satisfies readonly PaymentMethod[];
export type OfflineMethod = (typeof offlineMethods)[number];

/** What a way to pay is called. @param language BCP 47 of the vendor: a cheque is a check in America. */
export function offlineMethodName(method: OfflineMethod, language: string): string {
  switch (method) {
    case "cash":
      return "Cash";
    case "cheque":
      return new Intl.Locale(language).maximize().region === "US" ? "Check" : "Cheque";
    case "transfer":
      return "Bank transfer";
    case "other":
      return "Other";
  }
}
