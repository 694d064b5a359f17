import type { Faults, Provider } from "./faults";
import type { MessageStore } from "./store";

/** What the app is told to use; made once per data folder. */
export interface MessageSecrets {
  resendApiKey: string;
  /** `whsec_` and base64, as Resend's are. */
  resendWebhookSecret: string;
  twilioAccountSid: string;
  twilioAuthToken: string;
  twilioFrom: string;
  /** A Messaging Service that sends from `twilioFrom`. */
  twilioServiceSid: string;
}

export interface World {
  store: MessageStore;
  faults: Faults;
  secrets: MessageSecrets;
  nowMs: () => number;
  /** Where the app takes Resend's notices and Twilio's inbound messages; without it nothing is told. */
  appUrl: string | null;
  /** How long a message takes to be delivered. */
  deliveryMs: number;
  /** How many POSTs a provider takes within one second, by the real clock; more are answered with 429. */
  perSecond: Partial<Record<Provider, number>>;
}
