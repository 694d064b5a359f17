import type { Faults } from "./faults";
import type { MessageStore } from "./store";

/** What the app is told to use; made once per data folder. */
export interface MessageSecrets {
  resendApiKey: string;
  /** `whsec_` and base64, as Resend's are. */
  resendWebhookSecret: string;
  /** Of the endpoint that is told of emails received. */
  inboundWebhookSecret: string;
  twilioAccountSid: string;
  twilioAuthToken: string;
  twilioFrom: string;
  /** A Messaging Service that sends from `twilioFrom`. */
  twilioServiceSid: string;
}

export interface World {
  store: MessageStore;
  /**
   * Emails that somebody sent to us, by id, as `GET /emails/receiving/:id` answers; gone with the process.
   */
  received: Map<string, object>;
  /** How often what an email says cannot be read yet, by its id. */
  failedReads: Map<string, number>;
  faults: Faults;
  secrets: MessageSecrets;
  nowMs: () => number;
  /** Where the app takes Resend's notices and Twilio's inbound messages; without it nothing is told. */
  appUrl: string | null;
  /** How long a message takes to be delivered. */
  deliveryMs: number;
}
