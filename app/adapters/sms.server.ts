import twilio from "twilio";
import type { RequestOptions } from "twilio/lib/base/RequestClient";
import { z } from "zod";
import type { ContactFault, DeliveryReport, HandOver, InboundSms, Pace } from "~/domain/hand-over";
import type { MessageId, VendorId } from "~/domain/ids";

export interface SmsSettings {
  accountSid: string;
  authToken: string;
  fromNumber?: string | undefined;
  messagingServiceSid?: string | undefined;
  /** Where Twilio's API is, when it is not at Twilio. */
  baseUrl?: string | undefined;
  /** The portal's own origin: Twilio reports back to `/webhooks/twilio` below it. */
  appUrl: string;
  /** Left out, nothing waits its turn. */
  messagesPerSecond?: number | undefined;
}

export interface OutgoingSms {
  messageId: MessageId;
  vendorId: VendorId;
  /** E.164. */
  to: string;
  text: string;
}

export interface SmsSender {
  pace: Pace | null;
  /** Twilio has no idempotency key: after `unknown`, look the message up and never send it again. */
  send(sms: OutgoingSms): Promise<HandOver>;
  /**
   * Finds a message to this number that contains this text; null when Twilio has none.
   *
   * @param since when it was sent at the earliest.
   */
  find(wanted: {
    to: string;
    containing: string;
    since: Date;
  }): Promise<{ providerId: string; text: string } | null>;
  /** Null for a request that Twilio did not sign, `ignored` for one that says nothing of use. */
  readWebhook(request: TwilioRequest): TwilioNotice | "ignored" | null;
}

export interface TwilioRequest {
  /** Path and query as they arrived; Twilio signs the exact address it called. */
  pathAndQuery: string;
  parameters: Record<string, string>;
  signature: string;
  /** Twilio's notices carry no time of their own. */
  receivedAt: Date;
}

export type TwilioNotice = { kind: "report"; report: DeliveryReport } | { kind: "inbound"; sms: InboundSms };

const answerWithinMs = 20_000;
/**
 * How long Twilio may keep a message that its sender is too slow for; it would keep one for ten hours, into
 * the night (twilio.com/docs/api/errors/30001).
 */
const validForSeconds = 900;
/** Newest first; a number gets at most a handful of messages in the window that is searched. */
const lookUpAtMost = 50;

/** SMS through Twilio's SDK, the only file that knows it. */
export function createSmsSender(settings: SmsSettings): SmsSender {
  const client = twilio(settings.accountSid, settings.authToken, {
    httpClient: new ClientAt(settings.baseUrl),
    autoRetry: false,
  });
  const { messagesPerSecond } = settings;
  return {
    pace: messagesPerSecond === undefined ? null : { provider: "twilio", perSecond: messagesPerSecond },
    async send(sms) {
      try {
        const created = await client.messages.create({
          to: sms.to,
          body: sms.text,
          ...sender(settings),
          validityPeriod: validForSeconds,
          statusCallback: statusCallback(settings.appUrl, sms),
        });
        return { kind: "accepted", providerId: created.sid };
      } catch (error) {
        return explain(error);
      }
    },
    async find({ to, containing, since }) {
      // What waits in a Messaging Service has no date yet, and is in no list by date.
      const latest = await client.messages.list({ to, limit: lookUpAtMost });
      const isIt = ({ body }: { body: string }) => body.includes(containing);
      const found =
        latest.find(isIt) ??
        (await client.messages.list({ to, dateSentAfter: since, limit: lookUpAtMost })).find(isIt);
      return found ? { providerId: found.sid, text: found.body } : null;
    },
    readWebhook: (request) => (isSigned(settings, request) ? readNotice(request) : null),
  };
}

/** Twilio's SDK knows one address; this takes its requests to another, below whatever path that one has. */
class ClientAt extends twilio.RequestClient {
  constructor(private readonly baseUrl: string | undefined) {
    super({ timeout: answerWithinMs });
  }

  override request<TData>(options: RequestOptions<TData>) {
    if (this.baseUrl === undefined) return super.request(options);
    const { pathname, search } = new URL(options.uri);
    return super.request({ ...options, uri: `${this.baseUrl.replace(/\/+$/, "")}${pathname}${search}` });
  }
}

function sender({ messagingServiceSid, fromNumber }: SmsSettings) {
  if (messagingServiceSid) return { messagingServiceSid };
  return fromNumber ? { from: fromNumber } : {};
}

function statusCallback(appUrl: string, { vendorId, messageId }: OutgoingSms): string {
  return `${appUrl}/webhooks/twilio?vendor=${vendorId}&message=${messageId}`;
}

/** The errors of a connection that was never made: the request cannot have been read. */
const neverConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** Source: twilio.com/docs/api/errors. Each says that this number can never be reached like this. */
const contactFaults: Readonly<Record<number, ContactFault>> = {
  21211: "invalid_number",
  21217: "invalid_number",
  21614: "landline",
  21635: "landline",
  21610: "stop",
  30005: "invalid_number",
  30006: "landline",
};

/**
 * Ours to put right, and the message can wait for it: a sender that cannot send, a Messaging Service that
 * does not exist or has no sender, a queue that is full. Source: twilio.com/docs/api/errors.
 */
const ourFaults: ReadonlySet<number> = new Set([21603, 21606, 21611, 21659, 21701, 21703, 21704, 21705]);

const errorSchema = z.object({
  status: z.number().optional(),
  code: z.union([z.number(), z.string()]).optional(),
  message: z.string().default("no answer"),
});

function explain(error: unknown): HandOver {
  const { status, code, message } = errorSchema.catch({ message: String(error) }).parse(error);
  const reason = `Twilio: ${message}`;
  if (typeof code === "string" && neverConnected.has(code)) return { kind: "retry", reason };
  if (status === undefined || status >= 500) return { kind: "unknown", reason };
  // A wrong token or a closed account is ours to put right, and the message can wait for it.
  const isOurs = status === 429 || status === 401 || status === 403 || ourFaults.has(Number(code));
  if (isOurs) return { kind: "retry", reason };
  return { kind: "refused", reason, contactFault: contactFaults[Number(code)] ?? null };
}

function isSigned(settings: SmsSettings, { pathAndQuery, parameters, signature }: TwilioRequest): boolean {
  return twilio.validateRequest(
    settings.authToken,
    signature,
    `${settings.appUrl}${pathAndQuery}`,
    parameters,
  );
}

const noticeSchema = z.object({
  MessageSid: z.string().min(1),
  MessageStatus: z.string().optional(),
  SmsStatus: z.string().optional(),
  ErrorCode: z.coerce.number().optional(),
  ErrorMessage: z.string().optional(),
  From: z.string().default(""),
  To: z.string().default(""),
  Body: z.string().optional(),
  OptOutType: z.string().optional(),
});

const kinds: Readonly<Record<string, DeliveryReport["kind"]>> = {
  sent: "sent",
  delivered: "delivered",
  undelivered: "failed",
  failed: "failed",
};

/** Source: twilio.com/docs/messaging/tutorials/advanced-opt-out, `OptOutType`. */
const heeded: Readonly<Record<string, InboundSms["heededAs"]>> = {
  STOP: "stop",
  START: "start",
  HELP: "help",
};

const aboutSchema = z.object({
  vendor: z.uuid().transform((id) => id as VendorId),
  message: z.uuid().transform((id) => id as MessageId),
});

function readNotice({ parameters, pathAndQuery, receivedAt }: TwilioRequest): TwilioNotice | "ignored" {
  const parsed = noticeSchema.safeParse(parameters);
  if (!parsed.success) return "ignored";
  const notice = parsed.data;
  const status = notice.MessageStatus ?? notice.SmsStatus ?? "";
  if (status === "received" && notice.Body !== undefined) {
    return {
      kind: "inbound",
      sms: {
        eventId: `twilio:${notice.MessageSid}:received`,
        from: notice.From,
        to: notice.To,
        body: notice.Body,
        heededAs: heeded[notice.OptOutType ?? ""] ?? null,
      },
    };
  }
  const kind = kinds[status];
  if (kind === undefined) return "ignored";
  const query = Object.fromEntries(new URL(pathAndQuery, "http://localhost").searchParams);
  const about = aboutSchema.safeParse(query);
  return {
    kind: "report",
    report: {
      eventId: `twilio:${notice.MessageSid}:${status}`,
      providerId: notice.MessageSid,
      about: about.success ? { vendorId: about.data.vendor, messageId: about.data.message } : null,
      kind,
      contactFault: kind === "failed" ? (contactFaults[notice.ErrorCode ?? 0] ?? null) : null,
      reason:
        notice.ErrorMessage ?? (notice.ErrorCode === undefined ? null : `Twilio error ${notice.ErrorCode}`),
      occurredAt: receivedAt,
    },
  };
}
