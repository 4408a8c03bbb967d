/**
 * What the visitor has not seen: the number on the launcher, in its name, said aloud and in the
 * page's title, and, if they asked for it, a notification of the browser while they look elsewhere.
 * The page learns how many, never what.
 */

import { guarded } from "../built_ins";
import type { Core } from "../widget";
import { plural } from "./words";
import type { Concern } from "./more";
import { addStyle } from "./style";

const STYLE =
  "b{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:22px;padding:0 5px;" +
  "border:1px solid transparent;border-radius:11px;background:#c4122f;color:#fff;" +
  "font:600 12px/20px system-ui,sans-serif;text-align:center}b:empty{display:none}" +
  "[role=status]{position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}";

export function countUnread(core: Core): Concern {
  const { launcher, settings } = core;
  const badge = document.createElement("b");
  let n_unread = 0;
  let n_told = 0;
  let prefix = "";
  let isNotifying = false;
  addStyle(launcher.root, STYLE);
  launcher.button.appendChild(badge);
  const aloud = document.createElement("span");
  aloud.setAttribute("role", "status");
  launcher.button.after(aloud);

  const unread = (): string => plural(settings.unread, settings.lang, n_unread);

  const title = (): void => {
    // The page may have changed its title meanwhile; only what we put in front is ours.
    const own = prefix && document.title.startsWith(prefix) ? document.title.slice(prefix.length) : document.title;
    prefix = n_unread && document.hidden ? `(${n_unread}) ` : "";
    if (document.title !== prefix + own) document.title = prefix + own;
  };

  const notify = (): void => {
    if (!isNotifying || !document.hidden || n_unread <= n_told) return;
    const note = new Notification(settings.title, { body: unread(), tag: settings.channel });
    note.onclick = guarded(() => {
      window.focus();
      core.widget.open();
      note.close();
    });
  };

  const looked = guarded(title);
  document.addEventListener("visibilitychange", looked);
  return {
    heard(message) {
      if (message.t === "unread") {
        n_unread = Number(message.c) || 0;
        notify();
        // Open, the panel says the messages themselves.
        aloud.textContent = n_unread > n_told && !core.isOpen ? unread() : "";
        n_told = n_unread;
        title();
        this.drawn?.();
      }
      if (message.t === "notify") {
        isNotifying = !!message.c && "Notification" in window;
        if (isNotifying && Notification.permission === "default") void Notification.requestPermission();
      }
    },
    drawn() {
      const shown = core.isOpen ? 0 : n_unread;
      badge.textContent = shown > 99 ? "99+" : shown ? `${shown}` : "";
      if (shown) launcher.button.setAttribute("aria-label", `${settings.label}, ${unread()}`);
    },
    removed() {
      document.removeEventListener("visibilitychange", looked);
      n_unread = 0;
      title();
    },
  };
}
