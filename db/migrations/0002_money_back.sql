CREATE TABLE "connected_accounts" (
	"vendor_id" uuid NOT NULL,
	"stripe_account_id" text NOT NULL,
	"details_submitted" boolean DEFAULT false NOT NULL,
	"charges_enabled" boolean DEFAULT false NOT NULL,
	"payouts_enabled" boolean DEFAULT false NOT NULL,
	"currently_due" text[] DEFAULT '{}' NOT NULL,
	"disabled_reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"disconnected_at" timestamp (3) with time zone,
	CONSTRAINT "connected_accounts_vendor_id_stripe_account_id_pk" PRIMARY KEY("vendor_id","stripe_account_id"),
	CONSTRAINT "connected_accounts_account" UNIQUE("stripe_account_id")
);
--> statement-breakpoint
CREATE TABLE "balance_holds" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"balance_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"source_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"released_at" timestamp (3) with time zone,
	"released_by" text,
	"decision" text,
	CONSTRAINT "balance_holds_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "balance_holds_source" UNIQUE("vendor_id","kind","source_id","balance_id"),
	CONSTRAINT "balance_holds_kind" CHECK ("balance_holds"."kind" in ('chargeback', 'refund')),
	CONSTRAINT "balance_holds_released_in_full" CHECK (num_nonnulls("balance_holds"."released_at", "balance_holds"."released_by", "balance_holds"."decision") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "chargeback_lines" (
	"vendor_id" uuid NOT NULL,
	"chargeback_id" uuid NOT NULL,
	"balance_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "chargeback_lines_vendor_id_chargeback_id_balance_id_pk" PRIMARY KEY("vendor_id","chargeback_id","balance_id"),
	CONSTRAINT "chargeback_lines_amount_not_negative" CHECK ("chargeback_lines"."amount_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "chargebacks" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"stripe_dispute_id" text NOT NULL,
	"state" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"withdrawn_minor" bigint DEFAULT 0 NOT NULL,
	"unapplied_minor" bigint DEFAULT 0 NOT NULL,
	"loss_minor" bigint DEFAULT 0 NOT NULL,
	"moves" integer DEFAULT 0 NOT NULL,
	"fee_minor" bigint DEFAULT 0 NOT NULL,
	"fee_currency" text,
	"reason" text NOT NULL,
	"respond_by" timestamp (3) with time zone,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chargebacks_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "chargebacks_stripe_dispute" UNIQUE("vendor_id","stripe_dispute_id"),
	CONSTRAINT "chargebacks_state" CHECK ("chargebacks"."state" in ('inquiry', 'open', 'won', 'lost', 'closed')),
	CONSTRAINT "chargebacks_amount_positive" CHECK ("chargebacks"."amount_minor" > 0),
	CONSTRAINT "chargebacks_parts_within" CHECK (least("chargebacks"."unapplied_minor", "chargebacks"."loss_minor") >= 0
        and "chargebacks"."unapplied_minor" + "chargebacks"."loss_minor" <= "chargebacks"."withdrawn_minor")
);
--> statement-breakpoint
CREATE TABLE "refund_lines" (
	"vendor_id" uuid NOT NULL,
	"refund_id" uuid NOT NULL,
	"balance_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"adjustment_id" uuid,
	CONSTRAINT "refund_lines_vendor_id_refund_id_balance_id_pk" PRIMARY KEY("vendor_id","refund_id","balance_id"),
	CONSTRAINT "refund_lines_amount_positive" CHECK ("refund_lines"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"state" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"unapplied_minor" bigint DEFAULT 0 NOT NULL,
	"owed_again" boolean NOT NULL,
	"reason" text,
	"requested_by" text,
	"idempotency_key" text NOT NULL,
	"stripe_refund_id" text,
	"failure" text,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	CONSTRAINT "refunds_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "refunds_stripe_refund" UNIQUE("vendor_id","stripe_refund_id"),
	CONSTRAINT "refunds_state" CHECK ("refunds"."state" in ('requested', 'pending', 'succeeded', 'failed', 'refused')),
	CONSTRAINT "refunds_amount_positive" CHECK ("refunds"."amount_minor" > 0),
	CONSTRAINT "refunds_unapplied_within" CHECK ("refunds"."unapplied_minor" between 0 and "refunds"."amount_minor"),
	CONSTRAINT "refunds_reason_given" CHECK ("refunds"."requested_by" is null or "refunds"."reason" <> '')
);
--> statement-breakpoint
CREATE TABLE "saved_cards" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"stripe_account_id" text,
	"stripe_customer_id" text NOT NULL,
	"stripe_payment_method_id" text NOT NULL,
	"brand" text NOT NULL,
	"last4" text NOT NULL,
	"exp_month" smallint NOT NULL,
	"exp_year" smallint NOT NULL,
	"consented_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	"removed_by" text,
	"detached_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "saved_cards_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "saved_cards_payment_method" UNIQUE("vendor_id","stripe_payment_method_id"),
	CONSTRAINT "saved_cards_removed_in_full" CHECK (num_nonnulls("saved_cards"."removed_at", "saved_cards"."removed_by") in (0, 2))
);
--> statement-breakpoint
CREATE TABLE "instalments" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"number" smallint NOT NULL,
	"due_on" date NOT NULL,
	"amount_minor" bigint NOT NULL,
	"state" text NOT NULL,
	"charge_at" timestamp (3) with time zone NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"checkout_id" uuid,
	"noticed_at" timestamp (3) with time zone,
	"last_failure" text,
	"paid_at" timestamp (3) with time zone,
	CONSTRAINT "instalments_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "instalments_number" UNIQUE("vendor_id","plan_id","number"),
	CONSTRAINT "instalments_state" CHECK ("instalments"."state" in ('scheduled', 'charging', 'paid', 'asked', 'canceled')),
	CONSTRAINT "instalments_amount_positive" CHECK ("instalments"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "plan_balances" (
	"vendor_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"balance_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "plan_balances_vendor_id_plan_id_balance_id_pk" PRIMARY KEY("vendor_id","plan_id","balance_id"),
	CONSTRAINT "plan_balances_amount_positive" CHECK ("plan_balances"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"pay_link_id" text NOT NULL,
	"state" text NOT NULL,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"frequency" text NOT NULL,
	"agreed_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text,
	"end_reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plans_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "plans_state" CHECK ("plans"."state" in ('starting', 'active', 'completed', 'broken', 'canceled')),
	CONSTRAINT "plans_frequency" CHECK ("plans"."frequency" in ('weekly', 'fortnightly', 'monthly')),
	CONSTRAINT "plans_total_positive" CHECK ("plans"."total_minor" > 0),
	CONSTRAINT "plans_ended_in_full" CHECK (num_nonnulls("plans"."ended_at", "plans"."ended_by", "plans"."end_reason")
        = case when "plans"."state" in ('starting', 'active') then 0 else 3 end)
);
--> statement-breakpoint
ALTER TABLE "journal_entries" DROP CONSTRAINT "journal_entries_kind";--> statement-breakpoint
ALTER TABLE "postings" DROP CONSTRAINT "postings_account";--> statement-breakpoint
ALTER TABLE "allocations" DROP CONSTRAINT "allocations_amount_positive";--> statement-breakpoint
ALTER TABLE "messages" DROP CONSTRAINT "messages_purpose";--> statement-breakpoint
ALTER TABLE "timeline_events" DROP CONSTRAINT "timeline_events_kind";--> statement-breakpoint
DROP INDEX "checkouts_one_open";--> statement-breakpoint
ALTER TABLE "checkouts" ALTER COLUMN "pay_link_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "vendors" ADD COLUMN "partial_minimum_minor" bigint;--> statement-breakpoint
ALTER TABLE "vendors" ADD COLUMN "plan_max_instalments" smallint;--> statement-breakpoint
ALTER TABLE "vendors" ADD COLUMN "plan_minimum_minor" bigint;--> statement-breakpoint
ALTER TABLE "postings" ADD COLUMN "payment_id" uuid;--> statement-breakpoint
ALTER TABLE "checkouts" ADD COLUMN "kind" text DEFAULT 'session' NOT NULL;--> statement-breakpoint
ALTER TABLE "checkouts" ADD COLUMN "keep_card" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "checkouts" ADD COLUMN "saved_card_id" uuid;--> statement-breakpoint
ALTER TABLE "checkouts" ADD COLUMN "stripe_payment_intent_id" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refunded_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "charged_back_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "fee_minor" bigint;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "fee_currency" text;--> statement-breakpoint
ALTER TABLE "connected_accounts" ADD CONSTRAINT "connected_accounts_vendor_id_vendors_id_fk" FOREIGN KEY ("vendor_id") REFERENCES "public"."vendors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "balance_holds" ADD CONSTRAINT "balance_holds_vendor_id_balance_id_balances_vendor_id_id_fk" FOREIGN KEY ("vendor_id","balance_id") REFERENCES "public"."balances"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chargeback_lines" ADD CONSTRAINT "chargeback_lines_vendor_id_chargeback_id_chargebacks_vendor_id_id_fk" FOREIGN KEY ("vendor_id","chargeback_id") REFERENCES "public"."chargebacks"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chargeback_lines" ADD CONSTRAINT "chargeback_lines_vendor_id_balance_id_balances_vendor_id_id_fk" FOREIGN KEY ("vendor_id","balance_id") REFERENCES "public"."balances"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chargebacks" ADD CONSTRAINT "chargebacks_vendor_id_payment_id_payments_vendor_id_id_fk" FOREIGN KEY ("vendor_id","payment_id") REFERENCES "public"."payments"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund_lines" ADD CONSTRAINT "refund_lines_vendor_id_refund_id_refunds_vendor_id_id_fk" FOREIGN KEY ("vendor_id","refund_id") REFERENCES "public"."refunds"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund_lines" ADD CONSTRAINT "refund_lines_vendor_id_balance_id_balances_vendor_id_id_fk" FOREIGN KEY ("vendor_id","balance_id") REFERENCES "public"."balances"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund_lines" ADD CONSTRAINT "refund_lines_vendor_id_adjustment_id_adjustments_vendor_id_id_fk" FOREIGN KEY ("vendor_id","adjustment_id") REFERENCES "public"."adjustments"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_vendor_id_payment_id_payments_vendor_id_id_fk" FOREIGN KEY ("vendor_id","payment_id") REFERENCES "public"."payments"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_cards" ADD CONSTRAINT "saved_cards_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instalments" ADD CONSTRAINT "instalments_vendor_id_plan_id_plans_vendor_id_id_fk" FOREIGN KEY ("vendor_id","plan_id") REFERENCES "public"."plans"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_balances" ADD CONSTRAINT "plan_balances_vendor_id_plan_id_plans_vendor_id_id_fk" FOREIGN KEY ("vendor_id","plan_id") REFERENCES "public"."plans"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_balances" ADD CONSTRAINT "plan_balances_vendor_id_balance_id_balances_vendor_id_id_fk" FOREIGN KEY ("vendor_id","balance_id") REFERENCES "public"."balances"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "balance_holds_standing" ON "balance_holds" USING btree ("vendor_id","debtor_id") WHERE released_at is null;--> statement-breakpoint
CREATE INDEX "chargeback_lines_by_balance" ON "chargeback_lines" USING btree ("vendor_id","balance_id");--> statement-breakpoint
CREATE INDEX "chargebacks_by_payment" ON "chargebacks" USING btree ("vendor_id","payment_id");--> statement-breakpoint
CREATE INDEX "refund_lines_by_balance" ON "refund_lines" USING btree ("vendor_id","balance_id");--> statement-breakpoint
CREATE INDEX "refunds_by_payment" ON "refunds" USING btree ("vendor_id","payment_id");--> statement-breakpoint
CREATE INDEX "refunds_unsettled" ON "refunds" USING btree ("requested_at") WHERE state in ('requested', 'pending');--> statement-breakpoint
CREATE UNIQUE INDEX "saved_cards_one_kept" ON "saved_cards" USING btree ("vendor_id","debtor_id") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "instalments_to_charge" ON "instalments" USING btree ("charge_at") WHERE state in ('scheduled', 'charging');--> statement-breakpoint
CREATE INDEX "plan_balances_by_balance" ON "plan_balances" USING btree ("vendor_id","balance_id");--> statement-breakpoint
CREATE UNIQUE INDEX "plans_one_running" ON "plans" USING btree ("vendor_id","debtor_id") WHERE state in ('starting', 'active');--> statement-breakpoint
CREATE INDEX "postings_by_payment" ON "postings" USING btree ("vendor_id","payment_id") WHERE payment_id is not null;--> statement-breakpoint
CREATE INDEX "payments_fee_unknown" ON "payments" USING btree ("received_at") WHERE state = 'succeeded' and method = 'stripe' and fee_minor is null;--> statement-breakpoint
CREATE UNIQUE INDEX "checkouts_one_open" ON "checkouts" USING btree ("vendor_id","debtor_id","kind","selection_key") WHERE state in ('creating', 'open');--> statement-breakpoint
ALTER TABLE "vendors" ADD CONSTRAINT "vendors_partial_minimum" CHECK ("vendors"."partial_minimum_minor" > 0);--> statement-breakpoint
ALTER TABLE "vendors" ADD CONSTRAINT "vendors_plan_instalments" CHECK ("vendors"."plan_max_instalments" between 2 and 12);--> statement-breakpoint
ALTER TABLE "vendors" ADD CONSTRAINT "vendors_plan_in_full" CHECK (num_nonnulls("vendors"."plan_max_instalments", "vendors"."plan_minimum_minor") in (0, 2));--> statement-breakpoint
ALTER TABLE "journal_entries" ADD CONSTRAINT "journal_entries_kind" CHECK ("journal_entries"."kind" in ('balance_imported', 'settled_elsewhere', 'payment_received', 'unapplied_applied', 'refund', 'refund_reversed', 'chargeback', 'chargeback_reversed', 'stripe_fee', 'chargeback_fee', 'offline_payment', 'offline_payment_reversed', 'write_off', 'write_off_reversed', 'credit', 'credit_reversed'));--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_account" CHECK ("postings"."account" in ('receivable', 'billed', 'stripe_clearing', 'paid_elsewhere', 'unapplied', 'stripe_fees', 'chargebacks', 'write_offs', 'credits'));--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_amount_not_negative" CHECK ("allocations"."amount_minor" >= 0);--> statement-breakpoint
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_kind" CHECK ("checkouts"."kind" in ('session', 'saved_card', 'instalment'));--> statement-breakpoint
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_card_named" CHECK (("checkouts"."kind" = 'session') = ("checkouts"."saved_card_id" is null));--> statement-breakpoint
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_link_named" CHECK ("checkouts"."kind" = 'instalment' or "checkouts"."pay_link_id" is not null);--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_parts_within" CHECK (least("payments"."unapplied_minor", "payments"."refunded_minor", "payments"."charged_back_minor") >= 0
        and ("payments"."state" <> 'succeeded' or "payments"."unapplied_minor" + "payments"."refunded_minor"
          + "payments"."charged_back_minor" <= "payments"."amount_minor"));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_fee_in_full" CHECK (num_nonnulls("payments"."fee_minor", "payments"."fee_currency") in (0, 2));--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_purpose" CHECK ("messages"."purpose" in ('reminder', 'receipt', 'fresh_link', 'instalment_notice', 'instalment_failed', 'test'));--> statement-breakpoint
ALTER TABLE "timeline_events" ADD CONSTRAINT "timeline_events_kind" CHECK ("timeline_events"."kind" in ('balance_imported', 'balance_settled', 'balance_reopened', 'contact_imported', 'contact_changed', 'reminder_planned', 'reminder_held', 'reminder_cancelled', 'message_sent', 'message_delivered', 'message_failed', 'pay_link_opened', 'pay_link_revoked', 'fresh_link_requested', 'checkout_started', 'payment_processing', 'payment_received', 'payment_failed', 'payment_flagged', 'payment_reversed', 'unapplied_applied', 'refund_requested', 'refunded', 'refund_failed', 'chargeback_opened', 'chargeback_moved', 'chargeback_closed', 'hold_released', 'card_kept', 'card_removed', 'plan_agreed', 'plan_ended', 'instalment_failed', 'credited', 'written_off', 'receipt_sent', 'answered', 'answer_closed', 'suppressed', 'suppression_lifted'));