-- Until when what was paid into an account of Stripe's is known here: its events have been read that far, and none that
-- waits untried is older. Null before its first reconciliation. The inbox is the operator's; this is all that a vendor's
-- doorway may learn of it.
create function payments_known_until(of_account text) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
  select least(read_until, (
    select min(occurred_at) from stripe_events
    where handled_at is null and set_aside_at is null and attempts = 0
      and coalesce(stripe_account_id, 'own') = of_account
      and type in ('checkout.session.completed', 'checkout.session.async_payment_succeeded', 'payment_intent.succeeded')
  )) from stripe_event_cursors where account = of_account
$$;
--> statement-breakpoint
revoke all on function payments_known_until(text) from public;
--> statement-breakpoint
grant execute on function payments_known_until(text) to tenfold_vendor, tenfold_system;
