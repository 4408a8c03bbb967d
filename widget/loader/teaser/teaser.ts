/** The channel's own bubble: said once on a page. Nothing of it is stored. */

import type { Concern } from "../more/more";
import type { Core } from "../widget";
import { type Bubble, showBubble } from "./bubble";

export function start(core: Core): Concern {
  const { settings, wishes } = core;
  let isOver = !settings.teaser || !!wishes.inline;
  let bubble: Bubble | undefined;
  return {
    drawn() {
      if (core.isOpen) {
        isOver = true;
        bubble?.remove();
      }
      if (isOver || bubble || core.launcher.button.hidden) return;
      bubble = showBubble(core, settings.teaser!, () => (isOver = true));
    },
  };
}
