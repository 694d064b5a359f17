select
  protect('connected_accounts', 'select, insert, update'),
  protect('refunds', 'select, insert, update'),
  protect('refund_lines', 'select, insert, update'),
  protect('chargebacks', 'select, insert, update'),
  protect('chargeback_lines', 'select, insert, update'),
  protect('balance_holds', 'select, insert, update'),
  protect('saved_cards', 'select, insert, update'),
  protect('plans', 'select, insert, update'),
  protect('plan_balances', 'select, insert'),
  protect('instalments', 'select, insert, update');
--> statement-breakpoint
-- What of a payment is on a balance changes when it is applied, given back or taken back; its history is the ledger.
grant update on allocations to tenfold_vendor, tenfold_system;
--> statement-breakpoint

-- Accounts that vendors collected into before their capabilities were kept: they took payments, so they could.
alter table vendors no force row level security;
--> statement-breakpoint
alter table connected_accounts no force row level security;
--> statement-breakpoint
insert into connected_accounts (vendor_id, stripe_account_id, details_submitted, charges_enabled, payouts_enabled)
  select id, stripe_account_id, true, true, true from vendors where stripe_account_id is not null;
--> statement-breakpoint
alter table connected_accounts force row level security;
--> statement-breakpoint
alter table vendors force row level security;
--> statement-breakpoint

-- Which payment a line belongs to was in its entry until now. No amount changes, so this once the trigger stands aside.
alter table postings disable trigger postings_append_only;
--> statement-breakpoint
alter table postings no force row level security;
--> statement-breakpoint
alter table journal_entries no force row level security;
--> statement-breakpoint
update postings set payment_id = journal_entries.source_id::uuid from journal_entries
  where journal_entries.vendor_id = postings.vendor_id and journal_entries.id = postings.entry_id
    and kind in ('payment_received', 'offline_payment', 'offline_payment_reversed');
--> statement-breakpoint
alter table journal_entries force row level security;
--> statement-breakpoint
alter table postings force row level security;
--> statement-breakpoint
alter table postings enable trigger postings_append_only;
