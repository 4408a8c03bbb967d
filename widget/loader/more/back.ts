/**
 * On a phone the panel fills the screen, so Back must close it instead of leaving the page. One
 * entry is put on the history while it is open, at the page's own address; closing in another way
 * takes it off again, unless the page has gone on from there.
 */

import type { Core } from "../widget";
import type { Concern } from "./more";

/** Where the panel fills the screen. */
export const PHONE = "(max-width:480px)";

export function goBackToPage(core: Core): Concern {
  let isOnHistory = false;
  const isOurs = (): boolean => !!history.state && history.state.pulina === core.settings.channel;
  const gone = core.guarded(() => {
    if (!isOnHistory || isOurs()) return;
    isOnHistory = false;
    core.widget.close();
  });
  addEventListener("popstate", gone);
  return {
    drawn() {
      if (core.isOpen && !isOnHistory && !core.wishes.inline && matchMedia(PHONE).matches) {
        history.pushState({ ...history.state, pulina: core.settings.channel }, "");
        isOnHistory = true;
      } else if (!core.isOpen && isOnHistory) {
        isOnHistory = false;
        if (isOurs()) history.back();
      }
    },
    removed() {
      removeEventListener("popstate", gone);
    },
  };
}
