/**
 * The chat that was opened in another tab of the same site is open here too, where the panel exists
 * already. Closing needs no rule of its own: the panel asks for it as ever.
 */

import { PHONE } from "./back";
import type { Core } from "../widget";
import type { Concern } from "./more";

export function followTabs(core: Core): Concern {
  return {
    heard(message) {
      // On a phone the panel fills the screen; there it never opens by itself.
      if (message.t !== "open" || core.isOpen || matchMedia(PHONE).matches) return;
      core.isOpen = true;
      core.keeper.enter(core.keeper.stage);
      // The visitor is elsewhere; whatever has the focus here keeps it.
      core.keeper.send('{"t":"shown"}');
    },
  };
}
