-- Two roles stand for the two doorways of db/client.ts. Neither can log in, neither owns a table, neither may bypass
-- row security: the login role takes one of them on for the length of a transaction.
-- Roles belong to the whole cluster, so another database of it may have made them already.
do $$ begin create role tenfold_vendor nologin; exception when duplicate_object or unique_violation then null; end $$;
--> statement-breakpoint
do $$ begin create role tenfold_system nologin; exception when duplicate_object or unique_violation then null; end $$;
--> statement-breakpoint
do $$ begin
  if not pg_has_role(current_user, 'tenfold_vendor', 'set') then execute format('grant tenfold_vendor to %I', current_user); end if;
  if not pg_has_role(current_user, 'tenfold_system', 'set') then execute format('grant tenfold_system to %I', current_user); end if;
end $$;
--> statement-breakpoint
grant usage on schema public to tenfold_vendor, tenfold_system;
--> statement-breakpoint

-- The vendor of the transaction, or null outside `asVendor`: comparing with null matches no row.
create function current_vendor_id() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('tenfold.vendor_id', true), '')::uuid $$;
--> statement-breakpoint

-- Puts a vendor-owned table behind row security. `verbs` is what either doorway may do to it: history is
-- 'select, insert'; nothing is deleted unless it says so.
create function protect(target regclass, verbs text, vendor_column text default 'vendor_id') returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy own_vendor on %s to tenfold_vendor using (%2$I = (select current_vendor_id())) '
    'with check (%2$I = (select current_vendor_id()))', target, vendor_column);
  execute format('create policy every_vendor on %s to tenfold_system using (true) with check (true)', target);
  execute format('grant %s on %s to tenfold_vendor, tenfold_system', verbs, target);
end $$;
--> statement-breakpoint
select
  protect('vendors', 'select, update', 'id'),
  protect('staff', 'select, insert, delete'),
  protect('debtors', 'select, insert, update'),
  protect('suppressions', 'select, insert, update, delete'),
  protect('contact_schedules', 'select, insert, update'),
  protect('balances', 'select, insert, update'),
  protect('journal_entries', 'select, insert'),
  protect('postings', 'select, insert'),
  protect('checkouts', 'select, insert, update'),
  protect('checkout_lines', 'select, insert'),
  protect('payments', 'select, insert, update'),
  protect('allocations', 'select, insert'),
  protect('receipts', 'select, insert'),
  protect('adjustments', 'select, insert, update'),
  protect('pay_links', 'select, insert, update'),
  protect('cadences', 'select, insert, update'),
  protect('cadence_steps', 'select, insert, update, delete'),
  protect('templates', 'select, insert'),
  protect('reminders', 'select, insert, update'),
  protect('messages', 'select, insert, update'),
  protect('answers', 'select, insert, update'),
  protect('answer_balances', 'select, insert'),
  protect('timeline_events', 'select, insert'),
  protect('imports', 'select, insert, update'),
  protect('import_problems', 'select, insert');
--> statement-breakpoint
grant insert on vendors to tenfold_system;
--> statement-breakpoint
grant usage on all sequences in schema public to tenfold_vendor, tenfold_system;
--> statement-breakpoint

-- What belongs to the operator rather than to a vendor is for the system doorway alone.
grant select, insert, update, delete on staff_users, staff_sessions, staff_accounts, staff_verifications to tenfold_system;
--> statement-breakpoint
grant select, insert, update on stripe_events, stripe_event_cursors to tenfold_system;
--> statement-breakpoint
grant select, insert on delivery_events to tenfold_system;
--> statement-breakpoint

-- Every journal entry sums to zero in each currency, checked when the transaction commits, whoever wrote it.
create function assert_entry_balanced() returns trigger language plpgsql as $$
declare off_by record;
begin
  select currency, sum(amount_minor) as total into off_by from postings
    where vendor_id = new.vendor_id and entry_id = new.entry_id group by currency having sum(amount_minor) <> 0 limit 1;
  if found then
    raise exception 'journal entry % is off by % %', new.entry_id, off_by.total, off_by.currency using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger postings_balanced after insert on postings
  deferrable initially deferred for each row execute function assert_entry_balanced();
--> statement-breakpoint

-- The ledger is append-only even for the tables' owner: a correction is a new entry.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: write a correcting entry instead', tg_table_name using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create trigger postings_append_only before update or delete or truncate on postings
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger journal_entries_append_only before update or delete or truncate on journal_entries
  for each statement execute function refuse_change();
