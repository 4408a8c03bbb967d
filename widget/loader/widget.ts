/**
 * The widget on the page: the launcher and the panel it opens and closes, and what `draw` shows of
 * them. Nothing is asked of the network before the visitor reaches for the launcher.
 */

import { guarded } from "./built_ins";
import { CLOSED, OPENED } from "./handshake";
import { makeKeeper } from "./keeper";
import { makeLauncher } from "./launcher";
import { makePanel } from "./panel";

export interface Widget {
  open(): void;
  close(): void;
  toggle(): void;
  destroy(): void;
}

export function makeWidget(): Widget {
  const launcher = makeLauncher();
  const panel = makePanel(launcher.root);
  let isOpen = false;
  let n_unread = 0;

  const draw = (): void => {
    launcher.draw(isOpen, keeper.stage, n_unread);
    // Closed, the panel has no tab stop and is not read out.
    panel.element.inert = !isOpen;
  };

  const keeper = makeKeeper(launcher, panel, draw, (message) => {
    // Before the app runs, the panel's page keeps it for the app.
    if (message.t === "hello" && isOpen) keeper.send(OPENED);
    if (message.t === "close") widget.close();
    if (message.t === "unread") {
      n_unread = Number(message.c) || 0;
      draw();
    }
  });

  const widget: Widget = {
    open() {
      launcher.attach();
      if (isOpen) return;
      isOpen = true;
      keeper.prepare();
      keeper.watchdog.start();
      draw();
      keeper.focus();
      keeper.send(OPENED);
    },
    close() {
      if (!isOpen) return;
      // The page's focus is left alone when it is not with us.
      const hadFocus = launcher.root.activeElement;
      isOpen = false;
      keeper.watchdog.stop();
      keeper.send(CLOSED);
      draw();
      if (hadFocus) launcher.button.focus();
    },
    toggle() {
      if (isOpen) widget.close();
      else widget.open();
    },
    destroy() {
      keeper.watchdog.stop();
      keeper.remove();
      panel.remove();
      launcher.host.remove();
    },
  };

  // Properties on elements of our own: what the page did to addEventListener does not matter.
  const { button } = launcher;
  button.onclick = guarded(widget.toggle);
  // Fingers enter as well, a moment before their click.
  button.onpointerenter = button.onfocus = guarded(keeper.prepare);
  button.onkeydown = panel.element.onkeydown = guarded((event: KeyboardEvent) => {
    if (event.key === "Escape") widget.close();
  });
  draw();
  launcher.attach();
  return widget;
}
