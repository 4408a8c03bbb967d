/**
 * Why the chat is as it is on this page, for whoever builds the page (`?pulina-debug=1`): what was
 * decided and by which clause, hours, consent, connection, and what the page's policy refused. It
 * shows nothing that the page's own scripts could not learn, and nothing of the conversation.
 */

import { guarded } from "../built_ins";
import { asked } from "../more/asked";
import type { Concern, Parts } from "../more/more";
import type { Decision } from "../rules/decide";
import type { Core } from "../widget";

const STYLE =
  ":host{all:initial!important;position:fixed!important;inset:8px auto auto 8px!important;" +
  "z-index:2147483647!important;max-width:min(480px,100vw - 16px)!important}" +
  "pre{margin:0;max-height:80vh;overflow:auto;padding:12px 40px 12px 12px;border:1px solid #888;border-radius:8px;" +
  "background:#111;color:#eee;font:12px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}" +
  "button{all:unset;position:absolute;top:4px;right:4px;width:32px;height:32px;color:#eee;text-align:center;" +
  "cursor:pointer;font:20px/32px system-ui}button:focus-visible{outline:2px solid #fff}";
const LOOK_MS = 1_000;

export async function start(core: Core, { calls, rules }: Parts): Promise<Concern> {
  const { mail } = await calls();
  const { settings, keeper } = core;
  const { setInterval, clearInterval } = window;
  const host = document.createElement("pulina-debug");
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const text = document.createElement("pre");
  const close = document.createElement("button");
  const refused = new Set<string>();
  let hours = "asking";
  /** What the panel says of itself, in lines. */
  let panel = "";

  const violated = (event: SecurityPolicyViolationEvent): void => {
    if (event.blockedURI.startsWith(settings.origin)) {
      refused.add(`${event.effectiveDirective} refuses ${event.blockedURI.slice(0, 120)}`);
    }
    draw();
  };
  const lines = (): [name: string, value: string][] => {
    const explained = rules()?.explain();
    const shown: [string, string][] = [
      ["channel", settings.channel],
      ["from", settings.origin],
      ["version", settings.more.replace(/^.*-|\.js$/g, "")],
      ["language", `${settings.lang} (wanted: ${core.wishes.lang || "whatever the browser prefers"})`],
      ["launcher", launcher()],
      ["hours", hours],
      ["panel", `${keeper.stage || "not loaded"}${core.isOpen ? ", open" : ""}`],
    ];
    if (explained) {
      shown.push(["shown here", say(explained.show)]);
      if (explained.isOutbid) shown.push(["priority", "another channel of this page has a higher one"]);
      Object.keys(explained.campaigns).forEach((name) => shown.push([`says ${name}`, say(explained.campaigns[name])]));
    } else shown.push(["shown here", "always: the channel has no conditions"]);
    shown.push(["page's policy", [...refused].join("; ") || "has refused nothing"]);
    return shown;
  };
  const launcher = (): string => {
    if (!core.launcher.host.isConnected) return "taken off the page";
    if (core.wishes.inline) return `inline in ${core.wishes.inline}`;
    if (settings.hidden) return "hidden: by the channel's settings or by Pulina.hide()";
    if (core.launcher.button.hidden) return settings.hides?.now ? "hidden: nobody is there" : "hidden: not on this page";
    return "shown";
  };
  const draw = guarded(() => {
    text.textContent = [...lines().map(([name, value]) => `${name}: ${value}`), panel].join("\n");
  });
  const look = guarded(() => {
    if (keeper.stage === "ready") mail.post("inspect");
    draw();
  });

  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", "Close");
  close.onclick = () => host.remove();
  root.append(text, close);
  document.documentElement.appendChild(host);
  document.addEventListener("securitypolicyviolation", violated);
  const timer = setInterval(look, LOOK_MS);
  asked<{ is_open: boolean; changes_at?: number }>(core, "availability", settings.lang).then(
    guarded(({ is_open, changes_at }) => {
      const change = changes_at ? `, changes ${new Date(changes_at).toLocaleString()}` : "";
      hours = `${is_open ? "somebody is there" : "nobody is there"}${change}`;
      draw();
    }),
    () => (hours = "could not be asked"),
  );
  draw();
  return {
    heard({ t, c }) {
      if (t === "inspected") panel = String(c);
    },
    drawn: draw,
    removed() {
      clearInterval(timer);
      document.removeEventListener("securitypolicyviolation", violated);
      host.remove();
    },
  };
}

/** Groups and clauses are counted from one, as people do. */
function say(decision: Decision): string {
  if (decision === "always") return "yes: there is nothing to be met";
  if ("holds" in decision) return `yes: all clauses of group ${decision.holds + 1} hold`;
  const failing = decision.fails.map((clause, group) => `clause ${clause + 1} of group ${group + 1}`);
  return `no: ${failing.join(" and ")} ${failing.length > 1 ? "do" : "does"} not hold`;
}
