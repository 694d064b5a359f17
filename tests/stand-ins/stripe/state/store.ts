import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { Kind, Kinds } from "./kinds";

const SCHEMA = `
create table if not exists settings (name text primary key, value text not null) without rowid;
create table if not exists objects (
  seq integer primary key autoincrement,
  id text not null unique, kind text not null, account text not null, created integer not null,
  customer text, payment_intent text, charge text, status text, type text, source text,
  body text not null, hidden text
);
create index if not exists objects_by_kind on objects (account, kind, seq);
create index if not exists objects_by_intent on objects (payment_intent, kind, seq)
  where payment_intent is not null;
create index if not exists objects_by_charge on objects (charge, kind, seq) where charge is not null;
create index if not exists objects_by_customer on objects (customer, kind, seq) where customer is not null;
create table if not exists idempotency (
  account text not null, key text not null, endpoint text not null, parameters text not null,
  status integer not null, body text not null, request_id text not null, created integer not null,
  primary key (account, key)
) without rowid;
create table if not exists schedule (
  id integer primary key autoincrement, due integer not null, work text not null,
  account text not null, subject text not null
);
create index if not exists schedule_by_due on schedule (due, id);
create table if not exists deliveries (
  id integer primary key autoincrement, event text not null, account text not null, type text not null,
  endpoint integer not null, state text not null, due_ms integer not null, attempts integer not null default 0
);
create index if not exists deliveries_by_state on deliveries (state, due_ms, id);
create index if not exists deliveries_by_event on deliveries (event);
create table if not exists attempts (
  id integer primary key autoincrement, delivery integer not null, at_ms integer not null,
  status integer, error text
);
create index if not exists attempts_by_delivery on attempts (delivery);
`;

/** What a list can be narrowed by; each is a column so that narrowing does not read every object. */
export interface Filter {
  customer?: string | undefined;
  payment_intent?: string | undefined;
  charge?: string | undefined;
  status?: string | undefined;
  source?: string | undefined;
  types?: string[] | undefined;
  /** Rarer members, by their path in the object. */
  members?: { [path: string]: string | undefined } | undefined;
  /** Events that every endpoint has accepted, or that one still has not. */
  delivered?: boolean | undefined;
  created?: { gt?: number; gte?: number; lt?: number; lte?: number } | undefined;
}

interface Slice {
  limit: number;
  before?: number;
  after?: number;
}

/** Everything durable, in one SQLite file. Every public call of the stand-in is one transaction over it. */
export class Store {
  private readonly database: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private depth = 0;

  constructor(file: string) {
    this.database = new DatabaseSync(file);
    this.database.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000");
    this.database.exec(SCHEMA);
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }

  /** Runs the work as one transaction; inside another it simply joins it. */
  transaction<T>(work: () => T): T {
    if (this.depth > 0) return work();
    this.database.exec("begin immediate");
    this.depth += 1;
    try {
      const result = work();
      this.database.exec("commit");
      return result;
    } catch (error) {
      this.database.exec("rollback");
      throw error;
    } finally {
      this.depth -= 1;
    }
  }

  /** Marks a place inside a transaction to go back to without giving up the rest of it. */
  savepoint(): void {
    this.database.exec("savepoint endpoint");
  }

  release(): void {
    this.database.exec("release endpoint");
  }

  rollBack(): void {
    this.database.exec("rollback to endpoint; release endpoint");
  }

  run(sql: string, ...values: SQLInputValue[]): { changes: number; id: number } {
    const done = this.statement(sql).run(...values);
    return { changes: Number(done.changes), id: Number(done.lastInsertRowid) };
  }

  /** For small answers: SQLite's rows have no prototype and no type, passing through JSON gives them both. */
  rows<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    const rows: Row[] = JSON.parse(JSON.stringify(this.statement(sql).all(...values)));
    return rows;
  }

  /** The first column as text, without a detour: for the bodies of objects. */
  private texts(sql: string, ...values: SQLInputValue[]): string[] {
    return this.statement(sql)
      .all(...values)
      .map((row) => String(row["body"]));
  }

  insert<K extends Kind>(kind: K, account: string, body: Kinds[K], hidden: object | null = null): Kinds[K] {
    const columns = columnsOf(body);
    this.run(
      `insert into objects (id, kind, account, created, customer, payment_intent, charge, status, type,
        source, body, hidden) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      body.id,
      kind,
      account,
      columns.created,
      columns.customer,
      columns.payment_intent,
      columns.charge,
      columns.status,
      columns.type,
      columns.source,
      JSON.stringify(body),
      hidden === null ? null : JSON.stringify(hidden),
    );
    return body;
  }

  update<K extends Kind>(_kind: K, body: Kinds[K]): Kinds[K] {
    const columns = columnsOf(body);
    this.run(
      "update objects set customer = ?, payment_intent = ?, charge = ?, status = ?, body = ? where id = ?",
      columns.customer,
      columns.payment_intent,
      columns.charge,
      columns.status,
      JSON.stringify(body),
      body.id,
    );
    return body;
  }

  find<K extends Kind>(kind: K, account: string, id: string): Kinds[K] | undefined {
    const [body] = this.texts(
      "select body from objects where id = ? and kind = ? and account = ?",
      id,
      kind,
      account,
    );
    return body === undefined ? undefined : this.read(kind, body);
  }

  /** What an object keeps to itself: none or one. */
  hidden<Hidden>(id: string): Hidden[] {
    const sql = "select hidden from objects where id = ? and hidden is not null";
    return this.rows<{ hidden: string }>(sql, id).map(({ hidden }) => {
      const kept: Hidden = JSON.parse(hidden);
      return kept;
    });
  }

  hide(id: string, hidden: object): void {
    this.run("update objects set hidden = ? where id = ?", JSON.stringify(hidden), id);
  }

  accountOf(id: string): string | undefined {
    return this.rows<{ account: string }>("select account from objects where id = ?", id)[0]?.account;
  }

  remove(id: string): void {
    this.run("delete from objects where id = ?", id);
  }

  sequenceOf(kind: Kind, account: string, id: string): number | undefined {
    const sql = "select seq from objects where id = ? and kind = ? and account = ?";
    return this.rows<{ seq: number }>(sql, id, kind, account)[0]?.seq;
  }

  /** Newest first; `before` and `after` are sequence numbers, exclusive. */
  list<K extends Kind>(kind: K, account: string, filter: Filter, slice: Slice): Kinds[K][] {
    const { where, values } = conditionsOf(filter);
    const backwards = slice.after !== undefined;
    for (const [bound, sign] of [
      [slice.before, "<"],
      [slice.after, ">"],
    ] as const) {
      if (bound === undefined) continue;
      where.push(`seq ${sign} ?`);
      values.push(bound);
    }
    const sql =
      `select body from objects where ${["account = ?", "kind = ?", ...where].join(" and ")} ` +
      `order by seq ${backwards ? "asc" : "desc"} limit ?`;
    const found = this.texts(sql, account, kind, ...values, slice.limit).map((body) => this.read(kind, body));
    return backwards ? found.reverse() : found;
  }

  all<K extends Kind>(kind: K): { account: string; body: Kinds[K] }[] {
    return this.rows<{ account: string; body: string }>(
      "select account, body from objects where kind = ? order by seq",
      kind,
    ).map((row) => ({ account: row.account, body: this.read(kind, row.body) }));
  }

  setting(name: string): string | undefined {
    return this.rows<{ value: string }>("select value from settings where name = ?", name)[0]?.value;
  }

  setSetting(name: string, value: string): void {
    this.run(
      "insert into settings values (?, ?) on conflict (name) do update set value = excluded.value",
      name,
      value,
    );
  }

  /** The only place where stored text becomes an object: nothing but `insert` and `update` writes it. */
  private read<K extends Kind>(_kind: K, body: string): Kinds[K] {
    const object: Kinds[K] = JSON.parse(body);
    return object;
  }

  private statement(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known) return known;
    const made = this.database.prepare(sql);
    this.statements.set(sql, made);
    return made;
  }
}

function conditionsOf(filter: Filter): { where: string[]; values: SQLInputValue[] } {
  const where: string[] = [];
  const values: SQLInputValue[] = [];
  const need = (condition: string, ...given: (SQLInputValue | undefined)[]) => {
    const held = given.filter((value) => value !== undefined);
    if (held.length < given.length) return;
    where.push(condition);
    values.push(...held);
  };
  for (const column of ["customer", "payment_intent", "charge", "status", "source"] as const) {
    need(`${column} = ?`, filter[column]);
  }
  need("created > ?", filter.created?.gt);
  need("created >= ?", filter.created?.gte);
  need("created < ?", filter.created?.lt);
  need("created <= ?", filter.created?.lte);
  for (const [path, value] of Object.entries(filter.members ?? {})) {
    need("json_extract(body, ?) = ?", `$.${path}`, value);
  }
  if (filter.delivered !== undefined) {
    const undelivered = "select 1 from deliveries where event = objects.id and state in ('pending', 'held')";
    need(`${filter.delivered ? "not exists" : "exists"} (${undelivered})`);
  }
  if (filter.types) need(`type in (${filter.types.map(() => "?").join(", ")})`, ...filter.types);
  return { where, values };
}

type Columns = { created: number } & Record<
  "customer" | "payment_intent" | "charge" | "status" | "type" | "source",
  string | null
>;

/** The columns lists are narrowed by, read off whatever the object happens to carry. */
function columnsOf(body: object): Columns {
  const members = new Map<string, unknown>(Object.entries(body));
  const textOf = (name: string) => {
    const value = members.get(name);
    return typeof value === "string" ? value : null;
  };
  const created = members.get("created");
  return {
    created: typeof created === "number" ? created : 0,
    customer: textOf("customer"),
    payment_intent: textOf("payment_intent"),
    charge: textOf("charge"),
    status: textOf("status"),
    type: textOf("type"),
    source: textOf("source"),
  };
}
