import type { Readable } from "node:stream";
import nodemailer from "nodemailer";
import { z } from "zod";
import type { HandOver } from "~/domain/hand-over";
import { plainName, unsubscribeHeaders, type EmailSender, type OutgoingEmail } from "./outgoing";

interface SmtpSettings {
  /** `smtps://user:password@host:port`; with `smtp://` the connection is encrypted by STARTTLS. */
  url: string;
  fromAddress: string;
}

/** A mail server that has not answered by then has lost us; RFC 5321 §4.5.3.2 would wait for minutes. */
const connectWithinMs = 15_000;
const answerWithinMs = 60_000;
/** Common servers allow ten to twenty at once from one place; each process holds its own. */
const mostConnections = 5;
const mostMessagesPerConnection = 100;

/**
 * Email through a mail server, the only file that knows nodemailer. SMTP has no idempotency key: once the
 * body was on its way, a lost answer leaves it unknown whether the server took it.
 */
export function createSmtpSender({ url, fromAddress }: SmtpSettings): Omit<EmailSender, "readReport"> {
  const bodies = new Map<string, Readable>();
  const transport = connect(url, bodies);
  return {
    knowsKeys: false,
    pace: null,
    sendAll: null,
    async send(email) {
      const mail = compose(email, fromAddress);
      try {
        await transport.sendMail(mail);
        return { kind: "accepted", providerId: mail.messageId };
      } catch (error) {
        return explain(error, { wasBodyRead: bodies.get(mail.messageId)?.readableDidRead ?? false });
      } finally {
        bodies.delete(mail.messageId);
      }
    },
  };
}

/** @param bodies what is being sent, by its Message-ID, so that it can be told whether any of it went out. */
function connect(url: string, bodies: Map<string, Readable>) {
  const { protocol, hostname } = new URL(url);
  const transport = nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: mostConnections,
    maxMessages: mostMessagesPerConnection,
    connectionTimeout: connectWithinMs,
    greetingTimeout: connectWithinMs,
    socketTimeout: answerWithinMs,
    // A password must not cross a network in the open; a server on this machine is reached over none.
    requireTLS: protocol === "smtp:" && !isLoopback(hostname),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.use("stream", ({ message, data }, done) => {
    const make = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const body = make(options);
      if (data.messageId !== undefined) bodies.set(data.messageId, body);
      return body;
    };
    done();
  });
  return transport;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

function compose(email: OutgoingEmail, fromAddress: string) {
  const headers = Object.entries(unsubscribeHeaders(email.unsubscribeUrl));
  return {
    // Ours, so that an answer to it, or a person at the mail server, finds the message.
    messageId: `<${email.messageId}@${fromAddress.split("@").at(-1)}>`,
    from: { name: plainName(email.fromName), address: fromAddress },
    to: { name: "", address: email.to },
    replyTo: email.replyTo,
    subject: email.subject,
    html: email.html,
    text: email.text,
    // Prepared: folded or encoded, a mail program would not find the address in them.
    headers: headers.map(([key, value]) => ({ key, value: { prepared: true, value } })),
  };
}

const errorSchema = z.object({
  message: z.string().default("no answer"),
  responseCode: z.number().optional(),
  command: z.string().optional(),
});

/**
 * Replies to RCPT TO that say there is no such mailbox, or none that takes mail (RFC 5321 §4.2.3); 552, 554
 * and the like may be about this one message.
 */
const noSuchMailbox: ReadonlySet<number> = new Set([550, 551, 553]);

function explain(error: unknown, { wasBodyRead }: { wasBodyRead: boolean }): HandOver {
  const { message, responseCode, command } = errorSchema.catch({ message: String(error) }).parse(error);
  const reason = `Mail server: ${message}`;
  if (responseCode === undefined)
    return wasBodyRead ? { kind: "unknown", reason } : { kind: "retry", reason };
  // 4yz: not taken, to be tried again (RFC 5321 §4.2.1), and so is what the server says as it hangs up.
  if (responseCode < 500) return { kind: "retry", reason };
  if (command === "RCPT TO")
    return {
      kind: "refused",
      reason,
      contactFault: noSuchMailbox.has(responseCode) ? "hard_bounce" : null,
    };
  // What it thinks of the message; of our sign-in or our address is ours to put right, and the message can
  // wait.
  return command === "DATA" ? { kind: "refused", reason, contactFault: null } : { kind: "retry", reason };
}
