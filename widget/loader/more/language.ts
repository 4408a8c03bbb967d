/**
 * The worker chose the launcher's words by the browser's wishes, because the page's language was
 * not known yet. Where the page speaks another one, and when the visitor switches in the panel, the
 * words of that one are asked for.
 */

import { guarded } from "../built_ins";
import type { LauncherSettings } from "../settings";
import type { Core } from "../widget";
import { asked } from "./asked";
import type { Concern } from "./more";

export function speakLanguage(core: Core): Concern {
  const { settings, wishes, launcher, panel, keeper } = core;
  let isRemoved = false;

  const speak = (language: string): void => {
    asked<LauncherSettings>(core, "settings", language).then(
      guarded((fresh) => {
        if (isRemoved) return;
        const { label, close_label, title, words, unread, teaser, dismiss, lang } = fresh;
        Object.assign(settings, { label, close_label, title, words, unread, teaser, dismiss, lang });
        panel.element.setAttribute("aria-label", title);
        if (keeper.frame) keeper.frame.title = title;
        panel.link.textContent = `${label} ↗`;
        const shown = launcher.button.childNodes[1];
        if (shown && shown.nodeType === Node.TEXT_NODE) shown.nodeValue = words || "";
        core.draw();
      }),
      // The words that are there are good enough.
      () => {},
    );
  };

  if (wishes.lang && wishes.lang.slice(0, 2) !== settings.lang) speak(wishes.lang);
  return {
    heard({ t, c }) {
      if (t !== "language" || typeof c !== "string") return;
      // Another frame, should this one die, speaks it too.
      wishes.lang = c;
      if (c !== settings.lang) speak(c);
    },
    removed() {
      isRemoved = true;
    },
  };
}
