/**
 * Keeps one living frame in the panel: makes it when it is wanted, follows how far it is, and
 * replaces it when the watchdog or the panel itself says that it died. The conversation and the
 * draft are the panel's; they survive in its own storage.
 */

import { type Frame, makeFrame } from "./frame";
import { type FrameMessage, PING } from "./handshake";
import type { Launcher } from "./launcher";
import type { Panel } from "./panel";
import { judge, makeAllowance, makeWatchdog, type Stage, type Watchdog } from "./watchdog";

export interface Keeper {
  stage: Stage;
  watchdog: Watchdog;
  /** Makes the frame unless it is there; hidden at first, so that a click finds it loaded. */
  prepare(): void;
  /** To the frame, or to the launcher when there is none. */
  focus(): void;
  /** Says it if the panel has proved itself. */
  send(message: string): void;
  remove(): void;
}

export function makeKeeper(
  launcher: Launcher,
  panel: Panel,
  draw: () => void,
  heard: (message: FrameMessage) => void,
): Keeper {
  const mayMakeFrame = makeAllowance();
  let frame: Frame | undefined;

  const enter = (stage: Stage): void => {
    keeper.stage = stage;
    watchdog.reset();
    draw();
  };

  const replace = (): void => {
    const hadFocus = frame && launcher.root.activeElement === frame.element;
    keeper.remove();
    frame = undefined;
    enter("wait");
    keeper.prepare();
    if (hadFocus) keeper.focus();
  };

  const hear = (message: FrameMessage): void => {
    watchdog.reset();
    if (message.t === "hello") {
      panel.offerLink(false);
      enter("seen");
    }
    if (message.t === "ready") enter("ready");
    if (message.t === "trapped") replace();
    heard(message);
  };

  const watchdog = makeWatchdog((n_ticks) => {
    const verdict = judge(keeper.stage, n_ticks);
    if (verdict === "ping") keeper.send(PING);
    else if (verdict) panel.offerLink(true);
    if (verdict === "replace") replace();
  });

  const keeper: Keeper = {
    stage: "",
    watchdog,
    prepare() {
      if (frame) return;
      if (mayMakeFrame()) frame = makeFrame(panel.element, () => enter("wait"), hear);
      else panel.offerLink(true);
    },
    focus() {
      (frame ? frame.element : launcher.button).focus();
    },
    send(message) {
      if (frame && keeper.stage && keeper.stage !== "wait") frame.send(message);
    },
    remove() {
      if (frame) frame.remove();
    },
  };
  return keeper;
}
