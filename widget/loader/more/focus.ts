/**
 * Where the focus goes when the panel opens and closes, and the key that closes it. Whoever opened
 * the panel by a button of the site comes back to that button.
 */

import { guarded } from "../built_ins";
import type { Core } from "../widget";
import type { Concern } from "./more";

export function leadFocus(core: Core): Concern {
  const { host, root, button } = core.launcher;
  const pressed = guarded((event: KeyboardEvent) => {
    if (event.key === "Escape") core.widget.close();
  });
  host.addEventListener("keydown", pressed);
  core.focus = () => {
    const { opener, keeper } = core;
    const isSites = opener instanceof HTMLElement && opener !== host && opener !== document.body && opener.isConnected;
    if (core.isOpen && keeper.frame) keeper.frame.focus();
    else if (isSites) opener.focus();
    else button.focus();
  };
  const hold = (): void => {
    const { frame } = core.keeper;
    if (!core.isOpen || !frame || root.activeElement !== frame) return;
    // A frame that gets the focus while it loads may lose the keys to the document that it had
    // before: the page keeps the focus on the element, where giving it again does nothing.
    frame.blur();
    frame.focus();
  };
  if (core.keeper.stage) hold();
  return {
    heard(message) {
      if (message.t === "hello") hold();
    },
    removed() {
      host.removeEventListener("keydown", pressed);
      core.opener = undefined;
    },
  };
}
