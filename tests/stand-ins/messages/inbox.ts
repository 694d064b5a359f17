import { measureSms } from "~/domain/templates/sms-text";
import { inboundDomain } from "./inbound";
import { inboxStyle } from "./inbox-style";
import type { StoredEmail, StoredText } from "./store";
import type { World } from "./world";

/** All that was sent, newest first, to whom it may concern; `to` narrows it to one address or number. */
export function inboxPage(world: World, { to }: { to: string }): string {
  const emails = world.store
    .emails({ to })
    .map((email) => ({ atMs: email.at_ms, seq: email.seq, item: emailItem(email) }));
  const texts = world.store
    .texts({ with: to })
    .map((text) => ({ atMs: text.at_ms, seq: text.seq, item: textItem(text) }));
  const items = [...emails, ...texts].sort((a, b) => b.atMs - a.atMs || b.seq - a.seq);
  const list = items.length === 0 ? emptyInbox(to) : `<ol>${items.map(({ item }) => item).join("")}</ol>`;
  return page(
    "Inbox",
    `<header><h1>Inbox</h1><form class="filter" method="get">
      <input type="search" name="to" value="${escape(
        to,
      )}" placeholder="Email address or number" aria-label="Show one debtor">
      <button>Show</button></form></header>${list}${freshener(inboxMark(world))}`,
  );
}

/** Changes whenever there is something new to show. */
export function inboxMark(world: World): string {
  const [email] = world.store.emails({ limit: 1 });
  const [text] = world.store.texts({ limit: 1 });
  return `${email?.seq ?? 0}.${text?.seq ?? 0}`;
}

/** One email as its reader has it; its links open in a tab of their own, and nothing in it can run. */
export function emailPage(email: StoredEmail): string {
  const letter = email.html.replace(/<head[^>]*>/i, (head) => `${head}<base target="_blank">`);
  const seen = { From: email.sender, To: email.recipient, State: email.state };
  const rest = { "Reply to": email.reply_to, ...email.headers };
  return page(
    email.subject,
    `<header><h1>${escape(email.subject)}</h1><a href="/">All messages</a></header>
    <div class="letter">${facts(seen)}<details><summary>Headers</summary>${facts(rest)}</details></div>
    <iframe title="The email" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      srcdoc="${escape(letter)}"></iframe>
    ${answerForm(email)}
    <details><summary>As plain text</summary><pre style="white-space: pre-wrap">${linked(
      email.plain,
    )}</pre></details>
    <script>const frame = document.querySelector("iframe");
      const page = () => frame.contentDocument.documentElement;
      const fit = () => { frame.style.height = page().scrollHeight + 4 + "px"; };
      frame.addEventListener("load", fit); addEventListener("resize", fit); fit();
    </script>`,
  );
}

/** Where answers come to the app, the reader can write one. */
function answerForm({ id, reply_to, recipient }: StoredEmail): string {
  if (!reply_to.endsWith(`@${inboundDomain}`)) return "";
  return `<details><summary>Answer as ${escape(recipient)}</summary><form method="post" action="/email-reply">
      <input type="hidden" name="id" value="${escape(id)}">
      <textarea name="body" rows="4" cols="60" aria-label="Answer" required></textarea>
      <button>Send</button></form></details>`;
}

function facts(values: Record<string, string>): string {
  return `<dl>${Object.entries(values)
    .map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`)
    .join("")}</dl>`;
}

function emailItem({ id, recipient, subject, plain, at_ms, state }: StoredEmail): string {
  const snippet = escape(
    plain
      .split("\n")
      .filter((line) => line.trim() !== "")
      .slice(0, 3)
      .join(" "),
  );
  return `<li><div class="meta"><span class="kind">Email</span><span>${escape(
    recipient,
  )}</span><span>${escape(state)}</span>
    ${time(at_ms)}</div><a class="subject" href="/email/${escape(id)}">${escape(subject)}</a>
    <p class="snippet">${snippet}</p></li>`;
}

function textItem({ recipient, sender, body, inbound, at_ms, state }: StoredText): string {
  if (inbound) {
    return `<li class="inbound"><div class="meta"><span class="kind">SMS from</span><span>${escape(
      sender,
    )}</span>
      ${time(at_ms)}</div><span class="bubble">${linked(body)}</span></li>`;
  }
  const { units, encoding, segments } = measureSms(body);
  const size = `${units} of ${encoding === "GSM-7" ? 160 : 70}, ${segments} ${
    segments === 1 ? "segment" : "segments"
  }`;
  return `<li><div class="meta"><span class="kind">SMS</span><span>${escape(recipient)}</span><span>${escape(
    state,
  )}</span>
    <span>${size}</span>${time(at_ms)}</div><span class="bubble">${linked(body)}</span>
    <details><summary>Answer as ${escape(recipient)}</summary><form method="post" action="/sms">
      <input type="hidden" name="from" value="${escape(recipient)}">
      <input name="body" value="STOP" aria-label="Answer"><button>Send</button></form></details></li>`;
}

function emptyInbox(to: string): string {
  return to === ""
    ? `<p class="empty"><strong>Nothing has been sent yet</strong>Reminders go out between 9:00 and
        20:00 of the debtor's own day, Monday to Saturday. A receipt shows up here within seconds.</p>`
    : `<p class="empty"><strong>Nothing to ${escape(to)}</strong><a href="/">Show all messages</a></p>`;
}

/** Looks for something new every two seconds; without JavaScript the page loads itself again instead. */
function freshener(mark: string): string {
  return `<noscript><meta http-equiv="refresh" content="10"></noscript>
    <script>setInterval(async () => {
      if (document.querySelector("details[open], input:focus")) return;
      const answer = await fetch("/mark").catch(() => null);
      if (answer && answer.ok && (await answer.text()) !== "${mark}") location.reload();
    }, 2000);</script>`;
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title>
    <style>${inboxStyle}</style></head><body><main>${body}</main></body></html>`;
}

function time(atMs: number): string {
  const iso = new Date(atMs).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")}</time>`;
}

/** The addresses in a text as a phone would show them. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) =>
      index % 2 === 1
        ? `<a href="${escape(part)}" target="_blank" rel="noopener">${escape(part)}</a>`
        : escape(part),
    )
    .join("");
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
