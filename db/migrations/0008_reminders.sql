CREATE TABLE "provider_paces" (
	"provider" text PRIMARY KEY NOT NULL,
	"free_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "call_attempts" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"call_task_id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"note" text,
	"called_by" text NOT NULL,
	"called_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "call_attempts_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "call_attempts_outcome" CHECK ("call_attempts"."outcome" in ('no_answer', 'promise', 'paid', 'dispute', 'wrong_number', 'refuses'))
);
--> statement-breakpoint
CREATE TABLE "call_tasks" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"reminder_id" uuid NOT NULL,
	"phone" text NOT NULL,
	"state" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "call_tasks_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "call_tasks_state" CHECK ("call_tasks"."state" in ('open', 'done', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "contact_choices" (
	"vendor_id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"channels" text[],
	"opens_at_hour" smallint,
	"closes_at_hour" smallint,
	"language" text,
	"chosen_at" timestamp (3) with time zone NOT NULL,
	"chosen_by" text NOT NULL,
	CONSTRAINT "contact_choices_vendor_id_debtor_id_pk" PRIMARY KEY("vendor_id","debtor_id"),
	CONSTRAINT "contact_choices_hours" CHECK (num_nonnulls("contact_choices"."opens_at_hour", "contact_choices"."closes_at_hour") in (0, 2)
        and "contact_choices"."opens_at_hour" >= 0 and "contact_choices"."closes_at_hour" <= 24
        and "contact_choices"."opens_at_hour" < "contact_choices"."closes_at_hour")
);
--> statement-breakpoint
CREATE TABLE "contact_stops" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"note" text,
	"stopped_by" text NOT NULL,
	"stopped_at" timestamp (3) with time zone NOT NULL,
	"lifted_at" timestamp (3) with time zone,
	"lifted_by" text,
	CONSTRAINT "contact_stops_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "contact_stops_reason" CHECK ("contact_stops"."reason" in ('attorney', 'litigation', 'bankruptcy', 'deceased', 'vendor'))
);
--> statement-breakpoint
CREATE TABLE "holdouts" (
	"vendor_id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"arm" text NOT NULL,
	"assigned_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "holdouts_vendor_id_debtor_id_pk" PRIMARY KEY("vendor_id","debtor_id"),
	CONSTRAINT "holdouts_arm" CHECK ("holdouts"."arm" in ('reminded', 'held_out'))
);
--> statement-breakpoint
CREATE TABLE "replies" (
	"vendor_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"debtor_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"contact" text NOT NULL,
	"subject" text,
	"body" text NOT NULL,
	"message_id" uuid,
	"provider_id" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"handled_at" timestamp (3) with time zone,
	"handled_by" text,
	CONSTRAINT "replies_vendor_id_id_pk" PRIMARY KEY("vendor_id","id"),
	CONSTRAINT "replies_channel" CHECK ("replies"."channel" in ('email', 'sms'))
);
--> statement-breakpoint
ALTER TABLE "vendors" DROP CONSTRAINT "vendors_reminder_mode";--> statement-breakpoint
ALTER TABLE "suppressions" DROP CONSTRAINT "suppressions_reason";--> statement-breakpoint
ALTER TABLE "cadence_steps" DROP CONSTRAINT "cadence_steps_local_hour";--> statement-breakpoint
ALTER TABLE "cadence_steps" DROP CONSTRAINT "cadence_steps_channel";--> statement-breakpoint
ALTER TABLE "reminders" DROP CONSTRAINT "reminders_channel";--> statement-breakpoint
ALTER TABLE "reminders" DROP CONSTRAINT "reminders_state";--> statement-breakpoint
ALTER TABLE "templates" DROP CONSTRAINT "templates_channel";--> statement-breakpoint
ALTER TABLE "messages" DROP CONSTRAINT "messages_purpose";--> statement-breakpoint
ALTER TABLE "timeline_events" DROP CONSTRAINT "timeline_events_kind";--> statement-breakpoint
ALTER TABLE "cadence_steps" ALTER COLUMN "local_hour" SET DEFAULT 9;--> statement-breakpoint
ALTER TABLE "vendors" ADD COLUMN "contact_policy" text DEFAULT 'careful' NOT NULL;--> statement-breakpoint
ALTER TABLE "vendors" ADD COLUMN "collects_for_others" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "vendors" ADD COLUMN "holdout_percent" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "vendors" ADD COLUMN "email_cost_micros" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "vendors" ADD COLUMN "sms_segment_cost_micros" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "contact_schedules" ADD COLUMN "next_channel" text;--> statement-breakpoint
ALTER TABLE "contact_schedules" ADD COLUMN "next_template_key" text;--> statement-breakpoint
ALTER TABLE "debtors" ADD COLUMN "region" text;--> statement-breakpoint
ALTER TABLE "debtors" ADD COLUMN "postal_code" text;--> statement-breakpoint
ALTER TABLE "debtors" ADD COLUMN "kind" text;--> statement-breakpoint
ALTER TABLE "debtors" ADD COLUMN "cadence_id" uuid;--> statement-breakpoint
ALTER TABLE "cadence_steps" ADD COLUMN "anchor" text DEFAULT 'due' NOT NULL;--> statement-breakpoint
ALTER TABLE "cadence_steps" ADD COLUMN "time_of_day" text DEFAULT 'first' NOT NULL;--> statement-breakpoint
ALTER TABLE "cadence_steps" ADD COLUMN "conditions" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "cadences" ADD COLUMN "audience" text;--> statement-breakpoint
ALTER TABLE "cadences" ADD COLUMN "repeat_every_days" smallint DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE "cadences" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "reminders" ADD COLUMN "stage_days" integer;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "cost_micros" integer;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "batch_id" uuid;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "opened_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "machine_opened_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "call_attempts" ADD CONSTRAINT "call_attempts_vendor_id_call_task_id_call_tasks_vendor_id_id_fk" FOREIGN KEY ("vendor_id","call_task_id") REFERENCES "public"."call_tasks"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_tasks" ADD CONSTRAINT "call_tasks_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_choices" ADD CONSTRAINT "contact_choices_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_stops" ADD CONSTRAINT "contact_stops_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holdouts" ADD CONSTRAINT "holdouts_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_vendor_id_debtor_id_debtors_vendor_id_id_fk" FOREIGN KEY ("vendor_id","debtor_id") REFERENCES "public"."debtors"("vendor_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "call_attempts_by_debtor" ON "call_attempts" USING btree ("vendor_id","debtor_id","called_at");--> statement-breakpoint
CREATE UNIQUE INDEX "call_tasks_one_per_reminder" ON "call_tasks" USING btree ("vendor_id","reminder_id");--> statement-breakpoint
CREATE INDEX "call_tasks_by_debtor" ON "call_tasks" USING btree ("vendor_id","debtor_id");--> statement-breakpoint
CREATE INDEX "call_tasks_open" ON "call_tasks" USING btree ("vendor_id","due_at") WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "contact_stops_one" ON "contact_stops" USING btree ("vendor_id","debtor_id") WHERE lifted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "replies_once" ON "replies" USING btree ("vendor_id","provider_id","debtor_id");--> statement-breakpoint
CREATE INDEX "replies_by_debtor" ON "replies" USING btree ("vendor_id","debtor_id","received_at");--> statement-breakpoint
CREATE INDEX "replies_to_handle" ON "replies" USING btree ("vendor_id","received_at") WHERE handled_at is null;--> statement-breakpoint
CREATE INDEX "contact_schedules_forecast" ON "contact_schedules" USING btree ("vendor_id","next_check_at") WHERE next_channel is not null;--> statement-breakpoint
CREATE INDEX "debtors_by_cadence" ON "debtors" USING btree ("vendor_id","cadence_id") WHERE cadence_id is not null;--> statement-breakpoint
CREATE INDEX "debtors_by_phone" ON "debtors" USING btree ("phone");--> statement-breakpoint
CREATE UNIQUE INDEX "cadences_one_for_audience" ON "cadences" USING btree ("vendor_id","audience") WHERE audience is not null;--> statement-breakpoint
CREATE INDEX "reminders_proposed" ON "reminders" USING btree ("vendor_id","planned_for") WHERE state = 'proposed';--> statement-breakpoint
CREATE INDEX "messages_by_batch" ON "messages" USING btree ("vendor_id","batch_id") WHERE state = 'sending' and batch_id is not null;--> statement-breakpoint
ALTER TABLE "cadences" ADD CONSTRAINT "cadences_name" UNIQUE("vendor_id","name");--> statement-breakpoint
ALTER TABLE "vendors" ADD CONSTRAINT "vendors_contact_policy" CHECK ("vendors"."contact_policy" in ('careful', 'law'));--> statement-breakpoint
ALTER TABLE "vendors" ADD CONSTRAINT "vendors_holdout_percent" CHECK ("vendors"."holdout_percent" between 0 and 50);--> statement-breakpoint
ALTER TABLE "vendors" ADD CONSTRAINT "vendors_costs" CHECK ("vendors"."email_cost_micros" >= 0 and "vendors"."sms_segment_cost_micros" >= 0);--> statement-breakpoint
ALTER TABLE "vendors" ADD CONSTRAINT "vendors_reminder_mode" CHECK ("vendors"."reminder_mode" in ('automatic', 'approval', 'dry_run', 'off'));--> statement-breakpoint
ALTER TABLE "contact_schedules" ADD CONSTRAINT "contact_schedules_next_channel" CHECK ("contact_schedules"."next_channel" in ('email', 'sms', 'call'));--> statement-breakpoint
ALTER TABLE "debtors" ADD CONSTRAINT "debtors_kind" CHECK ("debtors"."kind" in ('consumer', 'company'));--> statement-breakpoint
ALTER TABLE "suppressions" ADD CONSTRAINT "suppressions_reason" CHECK ("suppressions"."reason" in ('unsubscribed', 'stop', 'hard_bounce', 'complaint', 'invalid_number', 'landline', 'wrong_person', 'legal', 'vendor'));--> statement-breakpoint
ALTER TABLE "cadence_steps" ADD CONSTRAINT "cadence_steps_anchor" CHECK ("cadence_steps"."anchor" in ('due', 'previous', 'answer'));--> statement-breakpoint
ALTER TABLE "cadence_steps" ADD CONSTRAINT "cadence_steps_time_of_day" CHECK ("cadence_steps"."time_of_day" in ('first', 'morning', 'midday', 'evening', 'rotate'));--> statement-breakpoint
ALTER TABLE "cadence_steps" ADD CONSTRAINT "cadence_steps_channel" CHECK ("cadence_steps"."channel" in ('email', 'sms', 'call'));--> statement-breakpoint
ALTER TABLE "cadences" ADD CONSTRAINT "cadences_audience" CHECK ("cadences"."audience" in ('consumer', 'company'));--> statement-breakpoint
ALTER TABLE "cadences" ADD CONSTRAINT "cadences_repeat" CHECK ("cadences"."repeat_every_days" between 7 and 90);--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_channel" CHECK ("reminders"."channel" in ('email', 'sms', 'call'));--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_state" CHECK ("reminders"."state" in ('proposed', 'planned', 'handed_over', 'held', 'cancelled'));--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_channel" CHECK ("templates"."channel" in ('email', 'sms', 'call'));--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_purpose" CHECK ("messages"."purpose" in ('reminder', 'receipt', 'fresh_link', 'instalment_notice', 'instalment_failed', 'reply'));--> statement-breakpoint
ALTER TABLE "timeline_events" ADD CONSTRAINT "timeline_events_kind" CHECK ("timeline_events"."kind" in ('balance_imported', 'balance_settled', 'balance_reopened', 'contact_imported', 'contact_changed', 'choice_changed', 'reminder_proposed', 'reminder_planned', 'reminder_held', 'reminder_cancelled', 'message_sent', 'message_delivered', 'message_opened', 'message_failed', 'reply_received', 'reply_handled', 'call_due', 'call_made', 'contact_stopped', 'contact_resumed', 'pay_link_revoked', 'fresh_link_requested', 'checkout_started', 'payment_processing', 'payment_received', 'payment_failed', 'payment_flagged', 'payment_reversed', 'unapplied_applied', 'refund_requested', 'refunded', 'refund_failed', 'chargeback_opened', 'chargeback_moved', 'chargeback_closed', 'hold_released', 'card_kept', 'card_removed', 'plan_agreed', 'plan_ended', 'instalment_failed', 'credited', 'written_off', 'receipt_sent', 'answered', 'answer_closed', 'suppressed', 'suppression_lifted'));