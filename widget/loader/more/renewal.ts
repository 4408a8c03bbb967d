/**
 * Has the launcher's words and look be those of now. The worker chose the words by the browser's wishes,
 * because the page's language was not known yet: where the page speaks another one, and when the visitor
 * switches in the panel, the words of that one are asked for. Words and look are asked for when the panel
 * hears that something else was published, and when somebody first reaches for a launcher that has been on
 * the page for long. A launcher that nobody reaches for asks nothing. Where it stands, and what has a part of
 * its own, as rules have, follow when the page is loaded again: nothing moves on a page by itself.
 */

import { guarded } from "../built_ins";
import type { LauncherSettings } from "../settings";
import type { Core } from "../widget";
import { asked } from "./asked";
import type { Concern } from "./more";

/** After so long something else may be public than what the page came with. */
const OLD_MS = 60_000;

export function followSettings(core: Core): Concern {
  const { settings, wishes, launcher, panel, keeper } = core;
  let isRemoved = false;

  const renew = (language: string): void => {
    asked<LauncherSettings>(core, "settings", language).then(
      guarded((fresh) => {
        if (isRemoved) return;
        const { label, close_label, title, words, unread, teaser, dismiss, lang } = fresh;
        const { accent, on_accent, page_scheme, page_font } = fresh;
        Object.assign(settings, { label, close_label, title, words, unread, teaser, dismiss, lang });
        Object.assign(settings, { accent, on_accent, page_scheme, page_font });
        launcher.dress();
        panel.element.setAttribute("aria-label", title);
        if (keeper.frame) keeper.frame.title = title;
        panel.link.textContent = `${label} ↗`;
        const shown = launcher.button.childNodes[1];
        if (shown && shown.nodeType === Node.TEXT_NODE) shown.nodeValue = words || "";
        core.draw();
      }),
      // What is there is good enough.
      () => {},
    );
  };

  const isUnderstood = !wishes.lang || wishes.lang.slice(0, 2) === settings.lang;
  if (!isUnderstood) renew(wishes.lang!);
  else if (performance.now() > OLD_MS) renew(settings.lang);
  return {
    heard({ t, c }) {
      if (t === "renewed") renew(settings.lang);
      if (t !== "language" || typeof c !== "string") return;
      // Another frame, should this one die, speaks it too.
      wishes.lang = c;
      if (c !== settings.lang) renew(c);
    },
    removed() {
      isRemoved = true;
    },
  };
}
