/**
 * Where the panel fills the screen: Back closes it instead of leaving the page, it ends above the
 * keyboard, and nothing behind it counts as there.
 *
 * One entry is put on the history while it is open, at the page's own address; closing in another
 * way takes it off again, unless the page has gone on from there.
 */

import { guarded } from "../built_ins";
import type { Core } from "../widget";
import type { Concern } from "./more";

/** As in the first part's style sheet. */
export const SMALL = "(max-width:480px),(max-height:480px)";

export function fillScreen(core: Core): Concern {
  const { panel, settings, wishes } = core;
  const small = matchMedia(SMALL);
  const view = window.visualViewport;
  let isOnHistory = false;

  const isOurs = (): boolean => !!history.state && history.state.pulina === settings.channel;
  const goneBack = guarded(() => {
    if (!isOnHistory || isOurs()) return;
    isOnHistory = false;
    core.widget.close();
  });

  const fit = guarded(() => {
    if (!view) return;
    // Pinching makes the view smaller too; then the panel shall be enlarged, not squeezed.
    const isPinched = view.scale > 1;
    panel.element.style.setProperty("--top", isPinched ? "" : `${view.offsetTop}px`);
    panel.element.style.setProperty("--height", isPinched ? "" : `${view.height}px`);
  });

  const change = guarded(() => {
    const isFull = core.isOpen && small.matches && !wishes.inline;
    if (isFull) panel.element.setAttribute("aria-modal", "true");
    else panel.element.removeAttribute("aria-modal");
    if (isFull && !isOnHistory) {
      history.pushState({ ...history.state, pulina: settings.channel }, "");
      isOnHistory = true;
    } else if (!core.isOpen && isOnHistory) {
      isOnHistory = false;
      if (isOurs()) history.back();
    }
  });

  const listeners: [EventTarget | null, string, () => void][] = [
    [window, "popstate", goneBack],
    [small, "change", change],
    [view, "resize", fit],
    [view, "scroll", fit],
  ];
  listeners.forEach(([target, name, listener]) => target?.addEventListener(name, listener));
  fit();
  return {
    drawn: change,
    removed() {
      listeners.forEach(([target, name, listener]) => target?.removeEventListener(name, listener));
    },
  };
}
