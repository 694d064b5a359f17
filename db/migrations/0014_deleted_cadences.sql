ALTER TABLE "cadences" DROP CONSTRAINT "cadences_name";--> statement-breakpoint
ALTER TABLE "cadences" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "debtors_by_email" ON "debtors" USING btree ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "cadences_name" ON "cadences" USING btree ("vendor_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "delivery_events_by_provider" ON "delivery_events" USING btree ("provider_id");