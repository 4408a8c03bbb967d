/**
 * The chat is open in all tabs of a site or in none: the panels tell each other. Whoever comes back
 * to this tab finds the focus where they left it.
 */

import type { Core } from "../widget";
import type { Concern } from "./more";
import { SMALL } from "./screen";

const SHOWN = '{"t":"shown"}';

export function followTabs(core: Core): Concern {
  return {
    heard(message) {
      // Where the chat fills the screen it never opens by itself.
      if (message.t !== "open" || core.isOpen || core.wishes.inline || matchMedia(SMALL).matches) return;
      core.isOpen = true;
      core.draw();
      core.keeper.send(SHOWN);
    },
  };
}
