import { z } from "zod";
import { expand, integer, metadata, text } from "~tests/stand-ins/stripe/http/parameters";

/** Stripe's limit for one-time payments. */
const MAX_LINE_ITEMS = 100;

export const lineItem = z.strictObject({
  metadata: metadata.optional(),
  quantity: integer.optional(),
  price_data: z.strictObject({
    currency: text,
    product_data: z.strictObject({
      name: text.min(1),
      description: text.min(1).optional(),
      images: z.array(text).optional(),
      metadata: metadata.optional(),
      tax_code: text.optional(),
    }),
    tax_behavior: text.optional(),
    unit_amount: integer,
  }),
});

export const create = z.strictObject({
  allowed_payment_method_types: z.array(text).optional(),
  billing_address_collection: z.enum(["auto", "required"]).optional(),
  branding_settings: z
    .strictObject({
      background_color: text,
      border_style: text,
      button_color: text,
      display_name: text,
      font_family: text,
    })
    .partial()
    .optional(),
  cancel_url: text.optional(),
  client_reference_id: z.string().max(200).optional(),
  currency: text.optional(),
  custom_text: z
    .strictObject({ submit: z.union([z.literal(""), z.strictObject({ message: z.string().max(1200) })]) })
    .partial()
    .optional(),
  customer: text.min(1).optional(),
  customer_creation: z.enum(["always", "if_required"]).optional(),
  customer_email: text.optional(),
  excluded_payment_method_types: z.array(text).optional(),
  expand,
  expires_at: integer.optional(),
  line_items: z.array(lineItem).max(MAX_LINE_ITEMS).optional(),
  locale: text.optional(),
  metadata: metadata.optional(),
  mode: z.enum(["payment", "setup", "subscription"]).optional(),
  origin_context: z.enum(["mobile_app", "web"]).optional(),
  payment_intent_data: z
    .strictObject({
      description: text,
      metadata,
      receipt_email: text,
      setup_future_usage: z.enum(["off_session", "on_session"]),
      statement_descriptor: z.string().max(22),
      statement_descriptor_suffix: z.string().max(22),
    })
    .partial()
    .optional(),
  payment_method_collection: z.enum(["always", "if_required"]).optional(),
  saved_payment_method_options: z
    .strictObject({
      allow_redisplay_filters: z.array(text),
      payment_method_remove: z.enum(["disabled", "enabled"]),
      payment_method_save: z.enum(["disabled", "enabled"]),
    })
    .partial()
    .optional(),
  setup_intent_data: z.strictObject({ description: text, metadata }).partial().optional(),
  submit_type: z.enum(["auto", "book", "donate", "pay", "subscribe"]).optional(),
  success_url: text.optional(),
  ui_mode: z.enum(["elements", "embedded_page", "form", "hosted_page"]).optional(),
});

/** What a session is asked to be. */
export type Asked = z.infer<typeof create>;
