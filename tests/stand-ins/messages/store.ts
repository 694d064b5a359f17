import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { z } from "zod";

const schema = `
create table if not exists emails (
  seq integer primary key autoincrement, id text not null unique, recipient text not null,
  sender text not null, reply_to text not null, subject text not null, html text not null,
  plain text not null, headers text not null,
  tags text not null, state text not null, at_ms integer not null
);
create table if not exists answered (
  key text primary key, fingerprint text not null, answer text not null, at_ms integer not null
) without rowid;
create table if not exists calls (
  provider text not null, path text not null, status integer not null, at_ms integer not null
);
create table if not exists texts (
  seq integer primary key autoincrement, sid text not null unique, recipient text not null,
  sender text not null,
  body text not null, inbound integer not null, callback text, state text not null, at_ms integer not null
);
create index if not exists texts_by_recipient on texts (recipient, seq);
create table if not exists stopped (phone text primary key) without rowid;
create table if not exists notices (
  id integer primary key autoincrement, kind text not null, subject text not null, status text not null,
  due_ms integer not null, attempts integer not null default 0
);
create index if not exists notices_by_due on notices (due_ms, id);
create table if not exists settings (name text primary key, value text not null) without rowid;
`;

const stringMap = z.record(z.string(), z.string());

const emailSchema = z.object({
  seq: z.number(),
  id: z.string(),
  recipient: z.string(),
  sender: z.string(),
  reply_to: z.string(),
  subject: z.string(),
  html: z.string(),
  plain: z.string(),
  state: z.string(),
  at_ms: z.number(),
  headers: z.string().transform((text) => stringMap.parse(JSON.parse(text))),
  tags: z.string().transform((text) => stringMap.parse(JSON.parse(text))),
});
export type StoredEmail = z.infer<typeof emailSchema>;

const textSchema = z.object({
  seq: z.number(),
  sid: z.string(),
  recipient: z.string(),
  sender: z.string(),
  body: z.string(),
  inbound: z.number().transform((flag) => flag === 1),
  callback: z.string().nullable(),
  state: z.string(),
  at_ms: z.number(),
});
export type StoredText = z.infer<typeof textSchema>;

const noticeSchema = z.object({
  id: z.number(),
  kind: z.enum(["resend", "twilio"]),
  subject: z.string(),
  status: z.string(),
  attempts: z.number(),
});
export type Notice = z.infer<typeof noticeSchema>;

const callSchema = z.object({
  provider: z.string(),
  path: z.string(),
  status: z.number(),
  at_ms: z.number(),
});
/** A POST to one of the providers, and how it was answered; 0 when the connection was cut. */
export type Call = z.infer<typeof callSchema>;

/** What passed through, in one SQLite file: it survives a kill, as the providers' own records would. */
export class MessageStore {
  private readonly database: DatabaseSync;

  constructor(file: string) {
    this.database = new DatabaseSync(file);
    this.database.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000");
    this.database.exec(schema);
  }

  close(): void {
    this.database.close();
  }

  transaction<T>(work: () => T): T {
    this.database.exec("begin immediate");
    try {
      const result = work();
      this.database.exec("commit");
      return result;
    } catch (error) {
      this.database.exec("rollback");
      throw error;
    }
  }

  /** A value that is made once and kept: a port, a secret. */
  setting(name: string, make: () => string): string {
    this.run("insert into settings values (?, ?) on conflict (name) do nothing", name, make());
    const [row] = this.rows(
      z.object({ value: z.string() }),
      "select value from settings where name = ?",
      name,
    );
    return row?.value ?? "";
  }

  addEmail(email: Omit<StoredEmail, "seq">): void {
    this.run(
      `insert into emails (id, recipient, sender, reply_to, subject, html, plain, headers, tags, state, at_ms)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      email.id,
      email.recipient,
      email.sender,
      email.reply_to,
      email.subject,
      email.html,
      email.plain,
      JSON.stringify(email.headers),
      JSON.stringify(email.tags),
      email.state,
      email.at_ms,
    );
  }

  emails({ to, limit = 200 }: { to?: string; limit?: number } = {}): StoredEmail[] {
    const like = `%${to ?? ""}%`;
    return this.rows(
      emailSchema,
      "select * from emails where recipient like ? order by seq desc limit ?",
      like,
      limit,
    );
  }

  email(id: string): StoredEmail | undefined {
    return this.rows(emailSchema, "select * from emails where id = ?", id)[0];
  }

  setEmailState(id: string, state: string): void {
    this.run("update emails set state = ? where id = ?", state, id);
  }

  rememberKey(key: string, fingerprint: string, answer: string, atMs: number): void {
    const sql = `insert into answered values (?, ?, ?, ?) on conflict (key) do update
      set fingerprint = excluded.fingerprint, answer = excluded.answer, at_ms = excluded.at_ms`;
    this.run(sql, key, fingerprint, answer, atMs);
  }

  key(key: string, sinceMs: number): { fingerprint: string; answer: string } | undefined {
    const row = z.object({ fingerprint: z.string(), answer: z.string() });
    return this.rows(row, "select * from answered where key = ? and at_ms > ?", key, sinceMs)[0];
  }

  addCall(call: Call): void {
    this.run("insert into calls values (?, ?, ?, ?)", call.provider, call.path, call.status, call.at_ms);
  }

  calls(provider: string): Call[] {
    return this.rows(callSchema, "select * from calls where provider = ? order by at_ms", provider);
  }

  addText(text: Omit<StoredText, "seq">): void {
    this.run(
      `insert into texts (sid, recipient, sender, body, inbound, callback, state, at_ms)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
      text.sid,
      text.recipient,
      text.sender,
      text.body,
      text.inbound ? 1 : 0,
      text.callback,
      text.state,
      text.at_ms,
    );
  }

  texts({ with: phone, sinceMs = 0, limit = 200 }: { with?: string; sinceMs?: number; limit?: number } = {}) {
    const like = `%${phone ?? ""}%`;
    return this.rows(
      textSchema,
      `select * from texts where (recipient like ? or sender like ?) and at_ms >= ?
       order by seq desc limit ?`,
      like,
      like,
      sinceMs,
      limit,
    );
  }

  text(sid: string): StoredText | undefined {
    return this.rows(textSchema, "select * from texts where sid = ?", sid)[0];
  }

  setTextState(sid: string, state: string): void {
    this.run("update texts set state = ? where sid = ?", state, sid);
  }

  isStopped(phone: string): boolean {
    return (
      this.rows(z.object({ phone: z.string() }), "select phone from stopped where phone = ?", phone).length >
      0
    );
  }

  setStopped(phone: string, stopped: boolean): void {
    if (stopped) this.run("insert into stopped values (?) on conflict do nothing", phone);
    else this.run("delete from stopped where phone = ?", phone);
  }

  addNotice(kind: Notice["kind"], subject: string, status: string, dueMs: number): void {
    this.run(
      "insert into notices (kind, subject, status, due_ms) values (?, ?, ?, ?)",
      kind,
      subject,
      status,
      dueMs,
    );
  }

  dueNotices(nowMs: number): Notice[] {
    return this.rows(
      noticeSchema,
      "select * from notices where due_ms <= ? order by due_ms, id limit 50",
      nowMs,
    );
  }

  noticesLeft(): number {
    return this.rows(z.object({ left: z.number() }), "select count(*) as left from notices")[0]?.left ?? 0;
  }

  putOffNotice(id: number, dueMs: number): void {
    this.run("update notices set due_ms = ?, attempts = attempts + 1 where id = ?", dueMs, id);
  }

  dropNotice(id: number): void {
    this.run("delete from notices where id = ?", id);
  }

  private run(sql: string, ...values: SQLInputValue[]): void {
    this.database.prepare(sql).run(...values);
  }

  private rows<Schema extends z.ZodType>(
    row: Schema,
    sql: string,
    ...values: SQLInputValue[]
  ): z.infer<Schema>[] {
    return z.array(row).parse(
      this.database
        .prepare(sql)
        .all(...values)
        .map((found) => ({ ...found })),
    );
  }
}
