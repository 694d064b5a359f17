CREATE TABLE "staff" (
	"vendor_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "staff_vendor_id_user_id_pk" PRIMARY KEY("vendor_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "staff_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "staff_sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "staff_users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "staff_users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "staff_verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vendors" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"signature_name" text NOT NULL,
	"currency" text NOT NULL,
	"time_zone" text NOT NULL,
	"language" text NOT NULL,
	"country" text NOT NULL,
	"reply_to_email" text NOT NULL,
	"phone" text,
	"postal_address" text NOT NULL,
	"brand_color" text DEFAULT '#1f5f4a' NOT NULL,
	"reminder_mode" text DEFAULT 'automatic' NOT NULL,
	"stripe_account_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "vendors_slug_unique" UNIQUE("slug"),
	CONSTRAINT "vendors_reminder_mode" CHECK ("vendors"."reminder_mode" in ('automatic', 'dry_run', 'off')),
	CONSTRAINT "vendors_brand_color" CHECK ("vendors"."brand_color" ~ '^#[0-9a-f]{6}$')
);
--> statement-breakpoint
CREATE TABLE "contact_schedules" (
	"vendor_id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"next_check_at" timestamp (3) with time zone,
	"reason" text,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contact_schedules_vendor_id_debtor_id_pk" PRIMARY KEY("vendor_id","debtor_id")
);
--> statement-breakpoint
CREATE TABLE "debtors" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"reference" text NOT NULL,
	"name" text,
	"email" text,
	"phone" text,
	"time_zone" text,
	"language" text,
	"country" text,
	"import_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "debtors_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "debtors_reference" UNIQUE("vendor_id","reference")
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"vendor_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"contact" text NOT NULL,
	"reason" text NOT NULL,
	"caused_by" text,
	"suppressed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "suppressions_vendor_id_channel_contact_pk" PRIMARY KEY("vendor_id","channel","contact"),
	CONSTRAINT "suppressions_channel" CHECK ("suppressions"."channel" in ('email', 'sms')),
	CONSTRAINT "suppressions_reason" CHECK ("suppressions"."reason" in ('unsubscribed', 'stop', 'hard_bounce', 'complaint', 'invalid_number', 'wrong_person', 'legal', 'vendor'))
);
--> statement-breakpoint
CREATE TABLE "balances" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"reference" text NOT NULL,
	"description" text,
	"issued_on" date NOT NULL,
	"due_on" date NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"outstanding_minor" bigint NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"import_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "balances_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "balances_reference" UNIQUE("vendor_id","reference"),
	CONSTRAINT "balances_amount_positive" CHECK ("balances"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "journal_entries" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"source_id" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"caused_by" text,
	"memo" text,
	CONSTRAINT "journal_entries_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "journal_entries_source" UNIQUE("vendor_id","kind","source_id"),
	CONSTRAINT "journal_entries_kind" CHECK ("journal_entries"."kind" in ('balance_imported', 'settled_elsewhere', 'payment_received', 'unapplied_applied', 'refund', 'refund_reversed', 'chargeback', 'chargeback_reversed', 'stripe_fee', 'offline_payment', 'offline_payment_reversed', 'write_off', 'write_off_reversed', 'credit', 'credit_reversed'))
);
--> statement-breakpoint
CREATE TABLE "postings" (
	"vendor_id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"line" smallint NOT NULL,
	"account" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"debtor_id" uuid,
	"balance_id" uuid,
	CONSTRAINT "postings_vendor_id_entry_id_line_pk" PRIMARY KEY("vendor_id","entry_id","line"),
	CONSTRAINT "postings_account" CHECK ("postings"."account" in ('receivable', 'billed', 'stripe_clearing', 'paid_elsewhere', 'unapplied', 'stripe_fees', 'refunds', 'chargebacks', 'write_offs', 'credits')),
	CONSTRAINT "postings_amount_not_zero" CHECK ("postings"."amount_minor" <> 0),
	CONSTRAINT "postings_balance_on_receivable" CHECK (("postings"."account" = 'receivable') = ("postings"."balance_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "allocations" (
	"vendor_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"balance_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "allocations_vendor_id_payment_id_balance_id_pk" PRIMARY KEY("vendor_id","payment_id","balance_id"),
	CONSTRAINT "allocations_amount_positive" CHECK ("allocations"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "checkout_lines" (
	"vendor_id" uuid NOT NULL,
	"checkout_id" uuid NOT NULL,
	"balance_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "checkout_lines_vendor_id_checkout_id_balance_id_pk" PRIMARY KEY("vendor_id","checkout_id","balance_id")
);
--> statement-breakpoint
CREATE TABLE "checkouts" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"pay_link_id" text NOT NULL,
	"selection_key" text NOT NULL,
	"state" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"stripe_account_id" text,
	"idempotency_key" text NOT NULL,
	"stripe_session_id" text,
	"stripe_url" text,
	"last_error" text,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"looked_up_at" timestamp (3) with time zone,
	"end_known_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "checkouts_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "checkouts_stripe_session" UNIQUE("vendor_id","stripe_session_id"),
	CONSTRAINT "checkouts_state" CHECK ("checkouts"."state" in ('creating', 'open', 'complete', 'expired', 'superseded', 'failed')),
	CONSTRAINT "checkouts_amount_positive" CHECK ("checkouts"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"checkout_id" uuid,
	"method" text DEFAULT 'stripe' NOT NULL,
	"stripe_payment_intent_id" text,
	"state" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"unapplied_minor" bigint DEFAULT 0 NOT NULL,
	"flag" text,
	"method_label" text,
	"received_at" timestamp (3) with time zone,
	"received_on" date,
	"note" text,
	"recorded_by" text,
	"reversed_at" timestamp (3) with time zone,
	"reversed_by" text,
	"reversed_reason" text,
	"looked_up_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payments_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "payments_payment_intent" UNIQUE("vendor_id","stripe_payment_intent_id"),
	CONSTRAINT "payments_state" CHECK ("payments"."state" in ('processing', 'succeeded', 'failed', 'canceled', 'reversed')),
	CONSTRAINT "payments_method" CHECK ("payments"."method" in ('stripe', 'cash', 'cheque', 'transfer', 'other')),
	CONSTRAINT "payments_intent_through_stripe" CHECK (("payments"."method" = 'stripe') = ("payments"."stripe_payment_intent_id" is not null)),
	CONSTRAINT "payments_recorded_by_a_person" CHECK (num_nonnulls("payments"."recorded_by", "payments"."received_on")
        = case "payments"."method" when 'stripe' then 0 else 2 end),
	CONSTRAINT "payments_reversed_by_a_person" CHECK (case when "payments"."state" = 'reversed' then "payments"."method" <> 'stripe'
        and num_nonnulls("payments"."reversed_at", "payments"."reversed_by", "payments"."reversed_reason") = 3
        else num_nonnulls("payments"."reversed_at", "payments"."reversed_by", "payments"."reversed_reason") = 0 end)
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "receipts_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "receipts_payment" UNIQUE("vendor_id","payment_id"),
	CONSTRAINT "receipts_number" UNIQUE("vendor_id","number")
);
--> statement-breakpoint
CREATE TABLE "stripe_events" (
	"id" text PRIMARY KEY NOT NULL,
	"arrival" bigserial NOT NULL,
	"type" text NOT NULL,
	"stripe_account_id" text,
	"object_id" text,
	"payload" jsonb NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"handled_at" timestamp (3) with time zone,
	"outcome" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"set_aside_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "stripe_event_cursors" (
	"account" text PRIMARY KEY NOT NULL,
	"read_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "adjustments" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"debtor_id" uuid NOT NULL,
	"balance_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"reason" text NOT NULL,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"reversed_at" timestamp (3) with time zone,
	"reversed_by" text,
	"reversed_reason" text,
	CONSTRAINT "adjustments_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "adjustments_kind" CHECK ("adjustments"."kind" in ('credit', 'write_off')),
	CONSTRAINT "adjustments_amount_positive" CHECK ("adjustments"."amount_minor" > 0),
	CONSTRAINT "adjustments_reason_given" CHECK ("adjustments"."reason" <> ''),
	CONSTRAINT "adjustments_reversed_in_full" CHECK (num_nonnulls("adjustments"."reversed_at", "adjustments"."reversed_by", "adjustments"."reversed_reason") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "pay_links" (
	"vendor_id" uuid NOT NULL,
	"id" text NOT NULL,
	"debtor_id" uuid NOT NULL,
	"message_id" uuid,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pay_links_vendor_id_id_pk" PRIMARY KEY("vendor_id","id")
);
--> statement-breakpoint
CREATE TABLE "cadence_steps" (
	"vendor_id" uuid NOT NULL,
	"cadence_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"channel" text NOT NULL,
	"template_key" text NOT NULL,
	"offset_days" integer NOT NULL,
	"local_hour" smallint NOT NULL,
	CONSTRAINT "cadence_steps_vendor_id_cadence_id_position_pk" PRIMARY KEY("vendor_id","cadence_id","position"),
	CONSTRAINT "cadence_steps_channel" CHECK ("cadence_steps"."channel" in ('email', 'sms')),
	CONSTRAINT "cadence_steps_local_hour" CHECK ("cadence_steps"."local_hour" between 0 and 23)
);
--> statement-breakpoint
CREATE TABLE "cadences" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"paused_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cadences_vendor_id_id_pk" PRIMARY KEY("vendor_id","id")
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"cadence_id" uuid,
	"step" smallint,
	"channel" text NOT NULL,
	"template_key" text NOT NULL,
	"slot" text NOT NULL,
	"planned_for" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"requested_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reminders_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "reminders_slot" UNIQUE("vendor_id","debtor_id","slot"),
	CONSTRAINT "reminders_channel" CHECK ("reminders"."channel" in ('email', 'sms')),
	CONSTRAINT "reminders_state" CHECK ("reminders"."state" in ('planned', 'handed_over', 'held', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"key" text NOT NULL,
	"channel" text NOT NULL,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"subject" text,
	"body" text NOT NULL,
	"written_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "templates_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "templates_version" UNIQUE("vendor_id","key","channel","language","version"),
	CONSTRAINT "templates_channel" CHECK ("templates"."channel" in ('email', 'sms'))
);
--> statement-breakpoint
CREATE TABLE "delivery_events" (
	"id" text PRIMARY KEY NOT NULL,
	"provider_id" text NOT NULL,
	"kind" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"reminder_id" uuid,
	"payment_id" uuid,
	"purpose" text NOT NULL,
	"channel" text NOT NULL,
	"template_id" uuid,
	"contact" text NOT NULL,
	"subject" text,
	"body" text,
	"segments" smallint,
	"state" text NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"provider_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sending_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	CONSTRAINT "messages_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "messages_purpose" CHECK ("messages"."purpose" in ('reminder', 'receipt', 'fresh_link', 'test')),
	CONSTRAINT "messages_channel" CHECK ("messages"."channel" in ('email', 'sms')),
	CONSTRAINT "messages_state" CHECK ("messages"."state" in ('queued', 'sending', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'unknown', 'held'))
);
--> statement-breakpoint
CREATE TABLE "answer_balances" (
	"vendor_id" uuid NOT NULL,
	"answer_id" uuid NOT NULL,
	"balance_id" uuid NOT NULL,
	CONSTRAINT "answer_balances_vendor_id_answer_id_balance_id_pk" PRIMARY KEY("vendor_id","answer_id","balance_id")
);
--> statement-breakpoint
CREATE TABLE "answers" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"pay_link_id" text,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"promised_on" date,
	"amount_minor" bigint,
	"note" text,
	"answered_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_by" text,
	"closed_reason" text,
	CONSTRAINT "answers_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "answers_kind" CHECK ("answers"."kind" in ('promise_to_pay', 'partial', 'already_paid', 'dispute', 'refusal', 'wrong_person')),
	CONSTRAINT "answers_state" CHECK ("answers"."state" in ('open', 'kept', 'broken', 'resolved', 'withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "timeline_events" (
	"vendor_id" uuid NOT NULL,
	"id" bigserial NOT NULL,
	"debtor_id" uuid NOT NULL,
	"balance_id" uuid,
	"kind" text NOT NULL,
	"actor" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"caused_by" text,
	"details" jsonb NOT NULL,
	CONSTRAINT "timeline_events_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "timeline_events_kind" CHECK ("timeline_events"."kind" in ('balance_imported', 'balance_settled', 'balance_reopened', 'contact_imported', 'contact_changed', 'reminder_planned', 'reminder_held', 'reminder_cancelled', 'message_sent', 'message_delivered', 'message_failed', 'pay_link_opened', 'pay_link_revoked', 'fresh_link_requested', 'checkout_started', 'payment_processing', 'payment_received', 'payment_failed', 'payment_flagged', 'payment_reversed', 'credited', 'written_off', 'receipt_sent', 'answered', 'answer_closed', 'suppressed', 'suppression_lifted')),
	CONSTRAINT "timeline_events_actor" CHECK ("timeline_events"."actor" in ('debtor', 'staff', 'stripe', 'provider', 'tenfold'))
);
--> statement-breakpoint
CREATE TABLE "import_problems" (
	"vendor_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"row" integer NOT NULL,
	"position" integer NOT NULL,
	"column_name" text,
	"value" text,
	"reason" text NOT NULL,
	"what_to_do" text NOT NULL,
	"cells" jsonb NOT NULL,
	CONSTRAINT "import_problems_vendor_id_import_id_row_position_pk" PRIMARY KEY("vendor_id","import_id","row","position")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"sha256" text NOT NULL,
	"bytes" "bytea",
	"state" text NOT NULL,
	"options" jsonb,
	"result" jsonb,
	"uploaded_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"imported_at" timestamp (3) with time zone,
	CONSTRAINT "imports_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "imports_kind" CHECK ("imports"."kind" in ('balances', 'contacts')),
	CONSTRAINT "imports_state" CHECK ("imports"."state" in ('uploaded', 'imported', 'discarded'))
);
--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_vendor_id_vendors_id_fk" FOREIGN KEY ("vendor_id") REFERENCES "public"."vendors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_user_id_staff_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."staff_users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_accounts" ADD CONSTRAINT "staff_accounts_user_id_staff_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."staff_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_sessions" ADD CONSTRAINT "staff_sessions_user_id_staff_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."staff_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_schedules" ADD CONSTRAINT "contact_schedules_vendor_id_vendors_id_fk" FOREIGN KEY ("vendor_id") REFERENCES "public"."vendors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_schedules" ADD CONSTRAINT "contact_schedules_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debtors" ADD CONSTRAINT "debtors_vendor_id_vendors_id_fk" FOREIGN KEY ("vendor_id") REFERENCES "public"."vendors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suppressions" ADD CONSTRAINT "suppressions_vendor_id_vendors_id_fk" FOREIGN KEY ("vendor_id") REFERENCES "public"."vendors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "balances" ADD CONSTRAINT "balances_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journal_entries" ADD CONSTRAINT "journal_entries_vendor_id_vendors_id_fk" FOREIGN KEY ("vendor_id") REFERENCES "public"."vendors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_vendor_id_entry_id_journal_entries_vendor_id_id_fk" FOREIGN KEY ("vendor_id","entry_id") REFERENCES "public"."journal_entries"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_vendor_id_balance_id_balances_vendor_id_id_fk" FOREIGN KEY ("vendor_id","balance_id") REFERENCES "public"."balances"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_vendor_id_payment_id_payments_vendor_id_id_fk" FOREIGN KEY ("vendor_id","payment_id") REFERENCES "public"."payments"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_vendor_id_balance_id_balances_vendor_id_id_fk" FOREIGN KEY ("vendor_id","balance_id") REFERENCES "public"."balances"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout_lines" ADD CONSTRAINT "checkout_lines_vendor_id_checkout_id_checkouts_vendor_id_id_fk" FOREIGN KEY ("vendor_id","checkout_id") REFERENCES "public"."checkouts"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout_lines" ADD CONSTRAINT "checkout_lines_vendor_id_balance_id_balances_vendor_id_id_fk" FOREIGN KEY ("vendor_id","balance_id") REFERENCES "public"."balances"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_vendor_id_checkout_id_checkouts_vendor_id_id_fk" FOREIGN KEY ("vendor_id","checkout_id") REFERENCES "public"."checkouts"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_vendor_id_payment_id_payments_vendor_id_id_fk" FOREIGN KEY ("vendor_id","payment_id") REFERENCES "public"."payments"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adjustments" ADD CONSTRAINT "adjustments_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adjustments" ADD CONSTRAINT "adjustments_vendor_id_balance_id_balances_vendor_id_id_fk" FOREIGN KEY ("vendor_id","balance_id") REFERENCES "public"."balances"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pay_links" ADD CONSTRAINT "pay_links_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cadence_steps" ADD CONSTRAINT "cadence_steps_vendor_id_cadence_id_cadences_vendor_id_id_fk" FOREIGN KEY ("vendor_id","cadence_id") REFERENCES "public"."cadences"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cadences" ADD CONSTRAINT "cadences_vendor_id_vendors_id_fk" FOREIGN KEY ("vendor_id") REFERENCES "public"."vendors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_vendor_id_vendors_id_fk" FOREIGN KEY ("vendor_id") REFERENCES "public"."vendors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answer_balances" ADD CONSTRAINT "answer_balances_vendor_id_answer_id_answers_vendor_id_id_fk" FOREIGN KEY ("vendor_id","answer_id") REFERENCES "public"."answers"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answer_balances" ADD CONSTRAINT "answer_balances_vendor_id_balance_id_balances_vendor_id_id_fk" FOREIGN KEY ("vendor_id","balance_id") REFERENCES "public"."balances"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "timeline_events" ADD CONSTRAINT "timeline_events_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_problems" ADD CONSTRAINT "import_problems_vendor_id_import_id_imports_vendor_id_id_fk" FOREIGN KEY ("vendor_id","import_id") REFERENCES "public"."imports"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_vendor_id_vendors_id_fk" FOREIGN KEY ("vendor_id") REFERENCES "public"."vendors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "staff_by_user" ON "staff" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "staff_accounts_by_user" ON "staff_accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "staff_sessions_by_user" ON "staff_sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "staff_verifications_by_identifier" ON "staff_verifications" USING btree ("identifier");--> statement-breakpoint
CREATE INDEX "contact_schedules_due" ON "contact_schedules" USING btree ("next_check_at");--> statement-breakpoint
CREATE INDEX "balances_by_debtor" ON "balances" USING btree ("vendor_id","debtor_id");--> statement-breakpoint
CREATE INDEX "balances_outstanding_by_due" ON "balances" USING btree ("vendor_id","due_on") WHERE outstanding_minor > 0;--> statement-breakpoint
CREATE INDEX "journal_entries_by_time" ON "journal_entries" USING btree ("vendor_id","occurred_at");--> statement-breakpoint
CREATE INDEX "postings_by_balance" ON "postings" USING btree ("vendor_id","balance_id");--> statement-breakpoint
CREATE INDEX "postings_by_account" ON "postings" USING btree ("vendor_id","account","currency");--> statement-breakpoint
CREATE INDEX "allocations_by_balance" ON "allocations" USING btree ("vendor_id","balance_id");--> statement-breakpoint
CREATE INDEX "checkout_lines_by_balance" ON "checkout_lines" USING btree ("vendor_id","balance_id");--> statement-breakpoint
CREATE UNIQUE INDEX "checkouts_one_open" ON "checkouts" USING btree ("vendor_id","debtor_id","selection_key") WHERE state in ('creating', 'open');--> statement-breakpoint
CREATE INDEX "checkouts_by_stripe_session" ON "checkouts" USING btree ("stripe_session_id");--> statement-breakpoint
CREATE INDEX "checkouts_by_debtor" ON "checkouts" USING btree ("vendor_id","debtor_id");--> statement-breakpoint
CREATE INDEX "checkouts_end_unknown" ON "checkouts" USING btree ("expires_at") WHERE end_known_at is null;--> statement-breakpoint
CREATE INDEX "payments_by_debtor" ON "payments" USING btree ("vendor_id","debtor_id");--> statement-breakpoint
CREATE INDEX "payments_by_received" ON "payments" USING btree ("vendor_id","received_at");--> statement-breakpoint
CREATE INDEX "payments_processing" ON "payments" USING btree ("created_at") WHERE state = 'processing';--> statement-breakpoint
CREATE INDEX "receipts_by_debtor" ON "receipts" USING btree ("vendor_id","debtor_id");--> statement-breakpoint
CREATE INDEX "stripe_events_waiting" ON "stripe_events" USING btree ("next_attempt_at") WHERE handled_at is null and set_aside_at is null;--> statement-breakpoint
CREATE INDEX "stripe_events_set_aside" ON "stripe_events" USING btree ("set_aside_at") WHERE set_aside_at is not null;--> statement-breakpoint
CREATE INDEX "stripe_events_by_object" ON "stripe_events" USING btree ("object_id");--> statement-breakpoint
CREATE INDEX "adjustments_by_balance" ON "adjustments" USING btree ("vendor_id","balance_id");--> statement-breakpoint
CREATE INDEX "pay_links_by_id" ON "pay_links" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "pay_links_one_per_message" ON "pay_links" USING btree ("vendor_id","message_id") WHERE message_id is not null;--> statement-breakpoint
CREATE INDEX "pay_links_by_debtor" ON "pay_links" USING btree ("vendor_id","debtor_id");--> statement-breakpoint
CREATE UNIQUE INDEX "cadences_one_default" ON "cadences" USING btree ("vendor_id") WHERE is_default;--> statement-breakpoint
CREATE INDEX "reminders_by_debtor" ON "reminders" USING btree ("vendor_id","debtor_id","planned_for");--> statement-breakpoint
CREATE INDEX "reminders_planned" ON "reminders" USING btree ("planned_for") WHERE state = 'planned';--> statement-breakpoint
CREATE UNIQUE INDEX "messages_one_per_reminder" ON "messages" USING btree ("vendor_id","reminder_id") WHERE reminder_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_one_receipt" ON "messages" USING btree ("vendor_id","payment_id") WHERE purpose = 'receipt';--> statement-breakpoint
CREATE INDEX "messages_by_debtor" ON "messages" USING btree ("vendor_id","debtor_id","created_at");--> statement-breakpoint
CREATE INDEX "messages_by_provider" ON "messages" USING btree ("provider_id");--> statement-breakpoint
CREATE INDEX "messages_to_send" ON "messages" USING btree ("created_at") WHERE state in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "answers_by_debtor" ON "answers" USING btree ("vendor_id","debtor_id","state");--> statement-breakpoint
CREATE INDEX "timeline_events_by_debtor" ON "timeline_events" USING btree ("vendor_id","debtor_id","occurred_at");--> statement-breakpoint
CREATE INDEX "timeline_events_by_balance" ON "timeline_events" USING btree ("vendor_id","balance_id","occurred_at");--> statement-breakpoint
CREATE INDEX "imports_by_time" ON "imports" USING btree ("vendor_id","created_at");