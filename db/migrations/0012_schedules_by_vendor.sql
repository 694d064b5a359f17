DROP INDEX "contact_schedules_due";--> statement-breakpoint
CREATE INDEX "contact_schedules_due" ON "contact_schedules" USING btree ("vendor_id","next_check_at");