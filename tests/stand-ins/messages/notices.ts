import { createHmac, randomBytes } from "node:crypto";
import type { Notice } from "./store";
import type { World } from "./world";

/**
 * Providers try again for hours; a stand-in does for about ten minutes, time enough for the app to be built
 * and started.
 */
const mostAttempts = 45;
const longestPauseMs = 15_000;
const answerWithinMs = 10_000;

/**
 * Tells the app what is due to be told; what it does not take with a 2xx is told again, later each time.
 *
 * @param aheadMs also what is due this much later.
 */
export async function deliverDue(world: World, aheadMs = 0): Promise<void> {
  for (const notice of world.store.dueNotices(world.nowMs() + aheadMs)) {
    const told = await tell(world, notice);
    if (told || notice.attempts + 1 >= mostAttempts) world.store.dropNotice(notice.id);
    else
      world.store.putOffNotice(
        notice.id,
        world.nowMs() + Math.min(longestPauseMs, 500 * 2 ** notice.attempts),
      );
  }
}

async function tell(world: World, notice: Notice): Promise<boolean> {
  const request = notice.kind === "resend" ? resendNotice(world, notice) : twilioNotice(world, notice);
  if (request === null) return true;
  return (await post(request)) !== null;
}

interface Post {
  url: string;
  body: string;
  headers: Record<string, string>;
}

/** The answer's text, or null when there was none or it was not a 2xx. */
async function post({ url, body, headers }: Post): Promise<string | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers,
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const text = await response.text();
    return response.ok ? text : null;
  } catch {
    return null;
  }
}

function resendNotice(world: World, { id, subject, status }: Notice): Post | null {
  const email = world.store.email(subject);
  if (!email || world.appUrl === null) return null;
  world.store.setEmailState(subject, status.replace("email.", ""));
  const body = JSON.stringify({
    type: status,
    created_at: new Date(world.nowMs()).toISOString(),
    data: {
      email_id: email.id,
      created_at: new Date(email.at_ms).toISOString(),
      from: email.sender,
      to: [email.recipient],
      subject: email.subject,
      tags: email.tags,
      ...(status === "email.bounced" && {
        bounce: {
          type: "Permanent",
          subType: "General",
          message: "The recipient's mail server says there is no such address.",
        },
      }),
    },
  });
  // The id stays the same when it is told again: that is what makes a second copy known.
  return {
    url: `${world.appUrl}/webhooks/resend`,
    body,
    headers: signSvix(
      { nowMs: world.nowMs, secret: world.secrets.resendWebhookSecret },
      `msg_${email.id}_${id}`,
      body,
    ),
  };
}

export function signSvix(
  { secret, nowMs }: { secret: string; nowMs: () => number },
  id: string,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(nowMs() / 1000));
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "Content-Type": "application/json",
    "svix-id": id,
    "svix-timestamp": timestamp,
    "svix-signature": `v1,${signature}`,
  };
}

function twilioNotice(world: World, { subject, status }: Notice): Post | null {
  const text = world.store.text(subject);
  if (!text || text.callback === null) return null;
  world.store.setTextState(subject, status);
  return signTwilio(world, text.callback, {
    AccountSid: world.secrets.twilioAccountSid,
    ApiVersion: "2010-04-01",
    From: text.sender,
    To: text.recipient,
    MessageSid: subject,
    MessageStatus: status,
    SmsSid: subject,
    SmsStatus: status,
  });
}

/** Source: twilio.com/docs/usage/security: HMAC-SHA1 over the address and the sorted parameters. */
function signTwilio({ secrets }: World, url: string, parameters: Record<string, string>): Post {
  const signed = Object.keys(parameters)
    .sort()
    .reduce((text, name) => text + name + (parameters[name] ?? ""), url);
  const signature = createHmac("sha1", secrets.twilioAuthToken).update(signed, "utf8").digest("base64");
  return {
    url,
    body: new URLSearchParams(parameters).toString(),
    headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature },
  };
}

const stopWords = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"]);
const startWords = new Set(["START", "UNSTOP", "YES"]);

/**
 * Someone answers by SMS: the network heeds STOP by itself, then the app is told, and what it says goes back.
 */
export async function receiveSms(
  world: World,
  { from, body }: { from: string; body: string },
): Promise<void> {
  const word = body.trim().toUpperCase();
  if (stopWords.has(word)) world.store.setStopped(from, true);
  if (startWords.has(word)) world.store.setStopped(from, false);
  const sid = `SM${randomBytes(16).toString("hex")}`;
  const to = world.secrets.twilioFrom;
  const text = { sid, recipient: to, sender: from, body, inbound: true, callback: null, state: "received" };
  world.store.addText({ ...text, at_ms: world.nowMs() });
  if (world.appUrl === null) return;
  const request = signTwilio(world, `${world.appUrl}/webhooks/twilio`, {
    AccountSid: world.secrets.twilioAccountSid,
    ApiVersion: "2010-04-01",
    Body: body,
    From: from,
    MessageSid: sid,
    NumMedia: "0",
    NumSegments: "1",
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: "received",
    To: to,
  });
  const answer = /<Message>([\s\S]*?)<\/Message>/.exec((await post(request)) ?? "")?.[1];
  if (answer === undefined) return;
  const reply = answer.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  world.store.addText({
    sid: `SM${randomBytes(16).toString("hex")}`,
    recipient: from,
    sender: to,
    body: reply,
    inbound: false,
    callback: null,
    state: "delivered",
    at_ms: world.nowMs(),
  });
}
