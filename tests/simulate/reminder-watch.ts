import type { MachineRoom } from "./machine-room";

/**
 * Holds the promise that nobody is reminded of what our ledger knows to be paid, or to be on its way. What
 * counts is what was known when the worker began with the message: a payment that comes in while it is being
 * handed over is nobody's fault.
 */
export class ReminderWatch {
  private readonly needless = new Map<string, string>();

  constructor(
    private readonly room: MachineRoom,
    private readonly complain: (complaint: string) => void,
  ) {}

  /** A worker begins with a message. */
  async begun(messageId: string): Promise<void> {
    const why = await this.whyNot(messageId);
    if (why === null) this.needless.delete(messageId);
    else this.needless.set(messageId, why);
  }

  /** The provider is about to be called; the debtor may owe again what they did not a moment ago. */
  async handedOver(messageId: string): Promise<void> {
    if (!this.needless.has(messageId)) return;
    const why = await this.whyNot(messageId);
    if (why !== null) this.complain(`A reminder was handed over although ${why}.`);
  }

  private async whyNot(messageId: string): Promise<string | null> {
    const [row] = await this.room.admin<{ owes: boolean; underWay: boolean; name: string }[]>`
      select debtors.reference as name,
        exists (select from balances where balances.vendor_id = messages.vendor_id
          and balances.debtor_id = messages.debtor_id and outstanding_minor > 0) as owes,
        exists (select from payments where payments.vendor_id = messages.vendor_id
          and payments.debtor_id = messages.debtor_id and payments.state = 'processing') as "underWay"
      from messages join debtors on debtors.vendor_id = messages.vendor_id
        and debtors.id = messages.debtor_id
      where messages.id = ${messageId} and purpose = 'reminder'`;
    if (!row) return null;
    if (!row.owes) return `${row.name} had paid everything`;
    return row.underWay ? `a payment of ${row.name} was on its way` : null;
  }
}
