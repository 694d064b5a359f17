select
  protect('call_tasks', 'select, insert, update'),
  protect('call_attempts', 'select, insert'),
  protect('replies', 'select, insert, update'),
  protect('contact_stops', 'select, insert, update'),
  protect('contact_choices', 'select, insert, update, delete'),
  protect('holdouts', 'select, insert');
--> statement-breakpoint
grant select, insert, update on provider_paces to tenfold_system;
--> statement-breakpoint

-- Whoever migrates owns the tables, and is else kept from all rows by the policies.
alter table cadence_steps no force row level security;
--> statement-breakpoint
alter table reminders no force row level security;
--> statement-breakpoint

-- A step was wanted at an hour; now it names a part of the day. The one for the day a balance falls overdue
-- goes at the first lawful minute.
update cadence_steps set time_of_day = case
  when offset_days = 1 then 'first'
  when local_hour < 12 then 'morning'
  when local_hour < 15 then 'midday'
  else 'evening' end;
--> statement-breakpoint

-- A slot named a step by its place and channel; now it names the day that the step stands for, so that it
-- stays the same slot when the cadence is changed.
with placed as (
  select reminders.vendor_id, reminders.id,
    regexp_match(reminders.slot, '^(\d{4}-\d\d-\d\d)/\d+/(?:email|sms)(?:/(\d+))?(/held/.*)?$') as parts,
    cadence_steps.offset_days
  from reminders
  join cadence_steps on cadence_steps.vendor_id = reminders.vendor_id
    and cadence_steps.cadence_id = reminders.cadence_id and cadence_steps.position = reminders.step
), staged as (
  select vendor_id, id, parts, offset_days + coalesce(parts[2]::int, 0) * 30 as stage_days
  from placed where parts is not null
)
update reminders
set stage_days = staged.stage_days,
  slot = staged.parts[1] || '/' || staged.stage_days || coalesce(staged.parts[3], '')
from staged
where reminders.vendor_id = staged.vendor_id and reminders.id = staged.id;
--> statement-breakpoint

alter table reminders force row level security;
--> statement-breakpoint
alter table cadence_steps force row level security;
