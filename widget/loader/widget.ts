/**
 * The widget on the page: the launcher and the panel it opens and closes. Nothing is asked of the
 * network before the visitor reaches for the launcher, unless the channel's settings need the
 * second part at once.
 */

import { complain, guarded } from "./built_ins";
import { CLOSED, type FrameMessage, OPENED } from "./handshake";
import { type Keeper, makeKeeper } from "./keeper";
import { type Launcher, makeLauncher } from "./launcher";
import { makePanel, type Panel } from "./panel";
import { language, type LauncherSettings, settings, wishes } from "./settings";

export interface Widget {
  open(): void;
  close(): void;
  toggle(): void;
  destroy(): void;
}

/** What the second part gets, and what it may answer to. */
export interface Core {
  settings: LauncherSettings;
  wishes: DOMStringMap;
  language: string;
  launcher: Launcher;
  panel: Panel;
  keeper: Keeper;
  widget: Widget;
  guarded: typeof guarded;
  isOpen: boolean;
  /** Called for every message of the panel. */
  heard?(message: FrameMessage): void;
  /** Called whenever launcher and panel were drawn. */
  drawn?(): void;
  /** Called when everything is taken away. */
  removed?(): void;
}

export function makeWidget(): Widget {
  const launcher = makeLauncher();
  const panel = makePanel(launcher.root);

  const draw = (): void => {
    launcher.draw(core.isOpen, keeper.stage);
    // Closed, the panel has no tab stop and is not read out.
    panel.element.inert = !core.isOpen;
    core.drawn?.();
  };

  const keeper = makeKeeper(launcher, panel, draw, (message) => {
    // Before the app runs, the panel's page keeps it for the app.
    if (message.t === "hello" && core.isOpen) keeper.send(OPENED);
    if (message.t === "close") widget.close();
    core.heard?.(message);
  });

  let isWanted = false;
  const wantMore = guarded(() => {
    if (isWanted) return;
    isWanted = true;
    import(settings.origin + settings.more).then((more) => more.start(core)).catch((fault) => {
      complain(fault);
      // What cannot be had here at all may still be had on a page of its own.
      panel.offerLink(true);
    });
  });
  const reach = guarded(() => {
    keeper.prepare();
    wantMore();
  });

  const widget: Widget = {
    open() {
      launcher.attach();
      if (core.isOpen) return;
      core.isOpen = true;
      reach();
      draw();
      keeper.focus();
      keeper.send(OPENED);
    },
    close() {
      if (!core.isOpen) return;
      // The page's focus is left alone when it is not with us.
      const hadFocus = launcher.root.activeElement;
      core.isOpen = false;
      keeper.send(CLOSED);
      draw();
      if (hadFocus) launcher.button.focus();
    },
    toggle() {
      if (core.isOpen) widget.close();
      else widget.open();
    },
    destroy() {
      keeper.remove();
      launcher.host.remove();
      core.removed?.();
    },
  };
  const core: Core = { settings, wishes, language, launcher, panel, keeper, widget, guarded, isOpen: false };

  // Properties on elements of our own: what the page did to addEventListener does not matter.
  const { button } = launcher;
  button.onclick = guarded(widget.toggle);
  // Fingers enter as well, a moment before their click.
  button.onpointerenter = button.onfocus = reach;
  button.onkeydown = panel.element.onkeydown = guarded((event: KeyboardEvent) => {
    if (event.key === "Escape") widget.close();
  });
  draw();
  launcher.attach();
  if (settings.eager || wishes.inline || (language && language.slice(0, 2) !== settings.lang)) {
    // The page's own things first.
    setTimeout(wantMore, 500);
  }
  return widget;
}
