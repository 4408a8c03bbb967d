/**
 * The widget on the page: the launcher and the panel it opens and closes. Nothing is asked of the
 * network before the visitor reaches for the launcher, unless the channel's settings or the page's
 * own calls need the second part.
 */

import type { Api } from "./api";
import { complain, guarded } from "./built_ins";
import { CLOSED, type FrameMessage, OPENED } from "./frames";
import { type Keeper, makeKeeper } from "./keeper";
import { type Launcher, makeLauncher } from "./launcher";
import { makePanel, type Panel } from "./panel";
import { type LauncherSettings, settings, wishes } from "./settings";

/** A method of the API and what it was given. */
export type Call = [name: string, ...given: unknown[]];

/** What can be done without the second part, by the names that the page calls it by. */
export interface Widget {
  open(): void;
  close(): void;
  toggle(): void;
  show(): void;
  hide(): void;
}

/** What the API has of it. */
export interface Handle {
  call(call: Call): void;
  /** Takes everything away; the API's part of that is in `Api.destroy`. */
  remove(): void;
}

/** What the second part gets, and what it may answer to. */
export interface Core {
  api: Api;
  settings: LauncherSettings;
  wishes: DOMStringMap;
  launcher: Launcher;
  panel: Panel;
  keeper: Keeper;
  widget: Widget;
  isOpen: boolean;
  /** Draws everything as it is now. */
  draw(): void;
  /** Gives the focus to the frame while the panel is open, else to the launcher. */
  focus(): void;
  /** What had the focus before the panel took it. */
  opener?: Element | null;
  /** The page's calls, which wait here for the second part. */
  calls: { push(call: Call): void };
  /** Why the launcher is not there for now. */
  off?: Set<string>;
  /** Called for every message of the panel. */
  heard?(message: FrameMessage): void;
  /** Called whenever launcher and panel were drawn. */
  drawn?(): void;
  /** Called when everything is taken away. */
  removed?(): void;
}

export function makeWidget(api: Api): Handle {
  const launcher = makeLauncher();
  const panel = makePanel(launcher.root);
  const { button, host } = launcher;

  const draw = (): void => {
    launcher.draw(core.isOpen, keeper.stage);
    // Closed, the panel has no tab stop and is not read out.
    panel.element.inert = !core.isOpen;
    core.drawn?.();
  };
  const tell = (): void => keeper.send(core.isOpen ? OPENED : CLOSED);

  const keeper = makeKeeper(panel, draw, (message) => {
    // Before the app runs, the panel's page keeps it for the app.
    // What stands in the page's flow takes no focus by being loaded.
    if (message.t === "hello" && !wishes.inline) tell();
    if (message.t === "close") widget.close();
    core.heard?.(message);
  });

  let isWanted = false;
  const wantMore = guarded(() => {
    if (isWanted || !host.isConnected) return;
    isWanted = true;
    (PINNED ? import("./more/more") : import(settings.origin + settings.more)).then((more) => more.start(core)).catch((fault) => {
      complain(fault);
      // What cannot be had here at all may still be had on a page of its own.
      panel.element.append(panel.link);
    });
  });
  // The page's own things first.
  const wantMoreSoon = (): unknown => setTimeout(wantMore, 500);
  const reach = guarded(() => {
    keeper.prepare();
    wantMore();
  });

  const turn = (isOpen: boolean): void => {
    launcher.attach();
    if (core.isOpen === isOpen) return;
    core.isOpen = isOpen;
    // The page's focus is left alone when it is not with us.
    const takesFocus = isOpen || launcher.root.activeElement;
    if (isOpen) {
      core.opener = document.activeElement;
      reach();
    }
    draw();
    if (takesFocus) core.focus();
    tell();
  };
  const show = (isShown: boolean): void => {
    settings.hidden = !isShown;
    draw();
  };

  const widget: Widget = {
    open: () => turn(true),
    close: () => turn(false),
    toggle: () => turn(!core.isOpen),
    show: () => show(true),
    hide() {
      show(false);
      turn(false);
    },
  };
  const core: Core = {
    api, settings, wishes, launcher, panel, keeper, widget, draw,
    calls: [],
    isOpen: false,
    focus: () => (core.isOpen && keeper.frame ? keeper.frame : button).focus(),
  };

  // Properties on elements of our own: what the page did to addEventListener does not matter.
  button.onclick = guarded(widget.toggle);
  // Fingers enter as well, a moment before their click.
  button.onpointerenter = button.onfocus = reach;
  draw();
  launcher.attach();
  const isUnderstood = !wishes.lang || !wishes.lang.indexOf(settings.lang);
  if (settings.eager || wishes.inline || !isUnderstood || /pulina-debug/.test(location.search)) wantMoreSoon();
  return {
    call(call) {
      const act = widget[call[0] as "open"];
      if (act) act();
      core.calls.push(call);
      wantMoreSoon();
    },
    remove() {
      keeper.remove();
      host.remove();
      core.removed?.();
    },
  };
}
