import { createServer, type Server, type Socket } from "node:net";

/** What the server does with the next message instead of taking it. */
export type SmtpFault =
  | "greet_421"
  | "sender_refused"
  | "rcpt_450"
  | "rcpt_550"
  | "rcpt_552"
  | "drop_before_data"
  | "data_451"
  | "data_554"
  /** It has read the whole message, and is gone before it says so. */
  | "drop_after_data";

export interface SmtpMessage {
  from: string;
  to: string[];
  /** As it came over the wire, dots undone. */
  source: string;
}

export interface SmtpStandIn {
  /** Without TLS: it is on this machine. */
  url: string;
  /** Whole messages that it read, taken or not. */
  read: SmtpMessage[];
  /** Those it said yes to. */
  taken: SmtpMessage[];
  /** How often somebody connected. */
  connections(): number;
  next(...faults: SmtpFault[]): void;
  /** Ends the connections that wait for the next message, as a server does with idle ones. */
  dropIdle(): void;
  close(): Promise<void>;
}

const host = "127.0.0.1";

/** As much of a mail server as says yes, no, later, or nothing at all (RFC 5321). */
export async function startSmtp(): Promise<SmtpStandIn> {
  const state: State = { faults: [], read: [], taken: [], sockets: new Set(), connections: 0 };
  const server = createServer((socket) => serve(state, socket));
  const port = await listen(server);
  return {
    url: `smtp://${host}:${port}`,
    read: state.read,
    taken: state.taken,
    connections: () => state.connections,
    next: (...faults) => void state.faults.push(...faults),
    dropIdle: () => state.sockets.forEach((socket) => socket.destroy()),
    close: () =>
      new Promise((resolve) => {
        for (const socket of state.sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

interface State {
  faults: SmtpFault[];
  read: SmtpMessage[];
  taken: SmtpMessage[];
  sockets: Set<Socket>;
  connections: number;
}

interface Session {
  state: State;
  socket: Socket;
  message: SmtpMessage;
  fault: SmtpFault | undefined;
  isReadingData: boolean;
}

function serve(state: State, socket: Socket): void {
  state.connections += 1;
  state.sockets.add(socket);
  socket.on("close", () => state.sockets.delete(socket)).on("error", () => undefined);
  if (state.faults[0] === "greet_421") {
    state.faults.shift();
    return void socket.end("421 Too busy\r\n");
  }
  const message = { from: "", to: [], source: "" };
  const session: Session = { state, socket, message, fault: undefined, isReadingData: false };
  let left = "";
  say(session, "220 stand-in ESMTP");
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    left += chunk;
    while (!socket.destroyed) {
      const end = session.isReadingData ? left.indexOf("\r\n.\r\n") : left.indexOf("\r\n");
      if (end < 0) return;
      const text = left.slice(0, end);
      left = left.slice(end + (session.isReadingData ? 5 : 2));
      if (session.isReadingData) finish(session, text);
      else obey(session, text);
    }
  });
}

function obey(session: Session, line: string): void {
  const { socket, state, message } = session;
  const command = line.slice(0, 4).toUpperCase();
  switch (command) {
    case "EHLO":
      return say(session, "250-stand-in", "250 8BITMIME");
    case "MAIL":
      session.fault = state.faults.shift();
      session.message = { from: addressIn(line), to: [], source: "" };
      return say(session, session.fault === "sender_refused" ? "550 Not your domain" : "250 Go on");
    case "RCPT":
      if (session.fault === "rcpt_450") return say(session, "450 Mailbox busy, try later");
      if (session.fault === "rcpt_550") return say(session, "550 No such user here");
      if (session.fault === "rcpt_552") return say(session, "552 Mailbox full");
      message.to.push(addressIn(line));
      return say(session, "250 Go on");
    case "DATA":
      if (session.fault === "drop_before_data") return void socket.destroy();
      session.isReadingData = true;
      return say(session, "354 Go ahead");
    case "QUIT":
      return void socket.end("221 Bye\r\n");
    default:
      return say(session, "250 Fine");
  }
}

function finish(session: Session, text: string): void {
  const { socket, state, message, fault } = session;
  session.isReadingData = false;
  message.source = text.replaceAll("\r\n..", "\r\n.");
  state.read.push(message);
  if (fault === "drop_after_data") return void socket.destroy();
  if (fault === "data_451") return say(session, "451 Greylisted");
  if (fault === "data_554") return say(session, "554 It looks like spam");
  state.taken.push(message);
  say(session, "250 Queued");
}

function say({ socket }: Session, ...lines: string[]): void {
  socket.write(lines.map((line) => `${line}\r\n`).join(""));
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? "";
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
    });
  });
}
