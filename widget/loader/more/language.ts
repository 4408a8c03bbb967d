/**
 * The worker chose the launcher's words by the browser's wishes, because the page's language was
 * not known yet. Where the page speaks another one, its words are asked for.
 */

import type { Core } from "../widget";
import { freshSettings } from "./fresh";
import type { Concern } from "./more";

export function speakPageLanguage(core: Core): Concern {
  const { language, settings } = core;
  if (!language || language.slice(0, 2) === settings.lang) return {};
  freshSettings(core, language).then(
    core.guarded((fresh) => {
      Object.assign(settings, fresh);
      core.panel.element.setAttribute("aria-label", settings.title);
      const words = core.launcher.button.childNodes[1];
      if (words && words.nodeType === Node.TEXT_NODE) words.nodeValue = settings.words || "";
      core.launcher.draw(core.isOpen, core.keeper.stage);
      core.drawn?.();
    }),
    // The words that are there are good enough.
    () => {},
  );
  return {};
}
