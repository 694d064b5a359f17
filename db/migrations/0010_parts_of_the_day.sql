ALTER TABLE "cadence_steps" ALTER COLUMN "anchor" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "cadence_steps" ALTER COLUMN "time_of_day" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "cadence_steps" DROP COLUMN "local_hour";