/** Text made safe inside HTML and its attributes. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c1d1f;--soft:#5c6066;--line:#d9dce1;--ground:#f5f6f7;--sheet:#fff;
--accent:#24508f;--on-accent:#fff;--bad:#a3231b;--note:#fbf3d9;--note-ink:#5b4708}
@media (prefers-color-scheme:dark){:root{--ink:#eceef0;--soft:#a4a9b0;--line:#3a3e44;--ground:#15171a;
--sheet:#1e2125;--accent:#9dbdf0;--on-accent:#10223f;--bad:#ff9d94;--note:#3a3116;--note-ink:#f2dfa4}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.5 system-ui,sans-serif}
.mark{background:var(--note);color:var(--note-ink);text-align:center;padding:.5rem 1rem;font-size:.9rem}
main{max-width:30rem;margin:1.5rem auto;padding:1.5rem;background:var(--sheet);border:1px solid var(--line);
border-radius:.75rem}
@media (max-width:32rem){main{margin:0;border:0;border-radius:0}}
h1{font-size:1.1rem;font-weight:600;margin:0 0 .25rem}
.amount{font-size:2.2rem;font-weight:650;line-height:1.2;margin:0 0 1rem;font-variant-numeric:tabular-nums}
.items{list-style:none;margin:0 0 1.5rem;padding:0;border-top:1px solid var(--line)}
.items li{display:flex;justify-content:space-between;gap:1rem;padding:.6rem 0;
border-bottom:1px solid var(--line)}
.items span:last-child{font-variant-numeric:tabular-nums;white-space:nowrap}
.soft{color:var(--soft);font-size:.92rem}
.bad{color:var(--bad);border-left:4px solid var(--bad);padding-left:.75rem;margin:0 0 1rem}
fieldset{border:0;margin:0 0 1rem;padding:0}
legend{font-weight:600;padding:0;margin-bottom:.4rem}
label{display:block}
label.row{display:flex;gap:.7rem;align-items:flex-start;padding:.7rem 0;border-bottom:1px solid var(--line)}
label.row input{width:1.25rem;height:1.25rem;margin:.15rem 0 0;flex:none;accent-color:var(--accent)}
input[type=text],input[type=email]{display:block;width:100%;min-height:3rem;padding:.5rem .75rem;
margin:.25rem 0 1rem;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--soft);
border-radius:.5rem}
button,.button{display:block;width:100%;min-height:3.2rem;padding:.7rem 1rem;margin:0 0 .75rem;font:inherit;
font-weight:600;text-align:center;text-decoration:none;cursor:pointer;border:1px solid var(--accent);
border-radius:.5rem;background:var(--accent);color:var(--on-accent)}
button.plain,.button.plain{background:none;color:var(--accent)}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
`;

/** One quiet page, marked as not the real thing. `body` is HTML. */
export function pageOf(title: string, body: string, lang = "en"): string {
  return (
    `<!doctype html><html lang="${escaped(lang)}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta name="robots" content="noindex"><title>${escaped(title)} · Test payments stand-in</title>` +
    `<style>${STYLE}</style></head><body>` +
    `<header class="mark">Test payments stand-in. No real money moves.</header>` +
    `<main>${body}</main></body></html>`
  );
}
