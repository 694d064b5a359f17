import { Resend } from "resend";
import { z } from "zod";
import type { DeliveryReport, OpenReport } from "~/domain/hand-over";
import type { MessageId, VendorId } from "~/domain/ids";
import type { EmailNotice } from "./outgoing";

/** Checks that Resend signed a notice; the key has no part in that, and the SDK wants one. */
const verifier = new Resend("re_unused");

/** What Resend tells of emails, once its signature was found to be right. */
export function readResendNotice(
  { body, headers }: { body: string; headers: Headers },
  secret: string | undefined,
): EmailNotice | "ignored" | null {
  if (!secret || !isSigned({ body, headers, secret })) return null;
  return readNotice(body, headers.get("svix-id") ?? "");
}

function isSigned({ body, headers, secret }: { body: string; headers: Headers; secret: string }): boolean {
  try {
    verifier.webhooks.verify({
      payload: body,
      headers: {
        id: headers.get("svix-id") ?? "",
        timestamp: headers.get("svix-timestamp") ?? "",
        signature: headers.get("svix-signature") ?? "",
      },
      webhookSecret: secret,
    });
    return true;
  } catch {
    return false;
  }
}

const fetched = z.object({ ipAddress: z.string().optional(), userAgent: z.string().optional() }).optional();

const noticeSchema = z.object({
  type: z.string(),
  created_at: z.coerce.date(),
  data: z.object({
    email_id: z.string(),
    tags: z.record(z.string(), z.string()).optional(),
    bounce: z.object({ type: z.string().optional(), message: z.string().optional() }).optional(),
    failed: z.object({ reason: z.string().optional() }).optional(),
    suppressed: z.object({ message: z.string().optional() }).optional(),
    click: fetched,
    open: fetched,
  }),
});
type Notice = z.infer<typeof noticeSchema>;

const deliveryKinds: Readonly<Record<string, DeliveryReport["kind"]>> = {
  "email.sent": "sent",
  "email.delivered": "delivered",
  "email.bounced": "bounced",
  "email.complained": "complained",
  "email.failed": "failed",
  // It was on Resend's own list of addresses that bounced or complained before, and was not sent.
  "email.suppressed": "failed",
};

const openKinds: Readonly<Record<string, OpenReport["kind"]>> = {
  "email.opened": "opened",
  "email.clicked": "clicked",
};

const aboutSchema = z.object({
  vendor_id: z.uuid().transform((id) => id as VendorId),
  message_id: z.uuid().transform((id) => id as MessageId),
});

function readNotice(body: string, svixId: string): EmailNotice | "ignored" {
  const notice = noticeSchema.safeParse(parseJson(body));
  if (!notice.success) return "ignored";
  const { type, data, created_at: occurredAt } = notice.data;
  const about = aboutSchema.safeParse(data.tags);
  const common = {
    eventId: `resend:${svixId}`,
    providerId: data.email_id,
    about: about.success ? { vendorId: about.data.vendor_id, messageId: about.data.message_id } : null,
    occurredAt,
  };
  const opened = openKinds[type];
  if (opened !== undefined) {
    const { userAgent = null, ipAddress = null } = data.click ?? data.open ?? {};
    return { kind: "open", open: { ...common, kind: opened, trace: { userAgent, ipAddress } } };
  }
  const kind = deliveryKinds[type];
  if (kind === undefined) return "ignored";
  return { kind: "report", report: { ...common, kind, ...faultOf(type, data) } };
}

function faultOf(
  type: string,
  { bounce, failed, suppressed }: Notice["data"],
): Pick<DeliveryReport, "contactFault" | "reason"> {
  // A transient bounce (a full mailbox) is not the address's fault for good.
  const isHard = type === "email.suppressed" || (type === "email.bounced" && bounce?.type !== "Transient");
  return {
    contactFault: isHard ? "hard_bounce" : null,
    reason: bounce?.message ?? failed?.reason ?? suppressed?.message ?? null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
