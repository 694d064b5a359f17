import { ownCall, type Call, type World } from "~tests/stand-ins/stripe/context";

/** What Stripe does by itself when its time comes. */
export type Work = "expire-session" | "settle-debit" | "fail-debit" | "book-charge" | "settle-refund";

export type Workers = Record<Work, (call: Call, subject: string) => void>;

export function schedule(call: Call, work: Work, subject: string, delayMs: number): void {
  const due = call.world.nowMs() + delayMs;
  call.store.run(
    "insert into schedule (due, work, account, subject) values (?, ?, ?, ?)",
    due,
    work,
    call.account,
    subject,
  );
}

export function unschedule(call: Call, subject: string): void {
  call.store.run("delete from schedule where subject = ?", subject);
}

/**
 * Does everything that is due, in the order it became due; each row's deletion and effect commit together.
 */
export function runDue(world: World, workers: Workers): void {
  for (;;) {
    const [next] = world.store.rows<{ id: number; work: Work; account: string; subject: string }>(
      "select id, work, account, subject from schedule where due <= ? order by due, id limit 1",
      Math.floor(world.nowMs()),
    );
    if (!next) return;
    world.store.transaction(() => {
      world.store.run("delete from schedule where id = ?", next.id);
      workers[next.work](ownCall(world, next.account), next.subject);
    });
  }
}
