export const inboxStyle = `
:root { color-scheme: light dark; --ground: #f7f7f5; --surface: #fff; --line: #e3e3de;
  --ink: #171a18; --soft: #565b57;
  --accent: #17654b; --bubble: #e4e6e4; }
@media (prefers-color-scheme: dark) { :root { --ground: #111312; --surface: #191c1a;
  --line: #2e3330; --ink: #eceeec;
  --soft: #a6ada8; --accent: #62c7a2; --bubble: #2b302d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.45 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .75rem; align-items: baseline; margin-bottom: 1rem; }
h1 { font-size: 1.35rem; margin: 0; flex: 1 1 auto; }
form.filter { display: flex; gap: .5rem; flex: 1 1 16rem; }
input { flex: 1; min-width: 0; min-height: 44px; padding: 0 .75rem;
  border: 1px solid var(--soft); border-radius: 8px;
  background: var(--surface); color: var(--ink); font: inherit; }
button { min-height: 44px; padding: 0 1rem; border: 1px solid var(--soft); border-radius: 8px;
  background: var(--surface);
  color: var(--ink); font: inherit; cursor: pointer; }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; }
li, .letter { background: var(--surface); border: 1px solid var(--line); border-radius: 12px;
  padding: .9rem 1rem; }
.meta { display: flex; flex-wrap: wrap; gap: .25rem .75rem; color: var(--soft);
  font-size: .875rem; margin-bottom: .35rem; }
.meta .kind { font-weight: 600; color: var(--accent); }
.meta time { margin-left: auto; }
a { color: var(--accent); }
a.subject { display: block; color: var(--ink); font-weight: 600; text-decoration: none; }
a.subject:hover { text-decoration: underline; }
a.subject::after { content: ""; }
.snippet { color: var(--soft); margin: .15rem 0 0; overflow: hidden; display: -webkit-box;
  -webkit-line-clamp: 2;
  -webkit-box-orient: vertical; }
.bubble { display: inline-block; max-width: 34rem; margin: .15rem 0 0; padding: .6rem .85rem;
  background: var(--bubble);
  border-radius: 16px 16px 16px 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
.inbound .bubble { border-radius: 16px 16px 4px 16px; }
.inbound { text-align: right; }
details { margin-top: .6rem; color: var(--soft); font-size: .875rem; }
details form { display: flex; gap: .5rem; margin-top: .5rem; }
iframe { display: block; width: 100%; height: 75vh; border: 1px solid var(--line);
  border-radius: 12px; background: #fff;
  margin-top: .75rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .15rem .75rem; margin: .5rem 0 0;
  font-size: .9rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.empty { text-align: center; color: var(--soft); padding: 3rem 1rem; }
.empty strong { display: block; color: var(--ink); font-size: 1.1rem; margin-bottom: .4rem; }
`;
