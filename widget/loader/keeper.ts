/**
 * Keeps one frame in the panel: makes it when it is wanted and follows how far it is. Whether it
 * still lives is watched by the second part, which replaces it when it died.
 */

import { type Frame, makeFrame } from "./frame";
import type { FrameMessage } from "./handshake";
import type { Launcher } from "./launcher";
import type { Panel } from "./panel";

/**
 * How far the frame is: nothing has loaded yet, a document came that has not proved to be the
 * panel, the panel's page stands, its app runs. The class of the launcher.
 */
export type Stage = "" | "wait" | "seen" | "ready";

export interface Keeper {
  stage: Stage;
  frame?: Frame;
  /** Makes the frame unless it is there; hidden at first, so that a click finds it loaded. */
  prepare(): void;
  /** To the frame, or to the launcher when there is none. */
  focus(): void;
  /** Says it if the panel has proved itself. */
  send(message: string): void;
  enter(stage: Stage): void;
  remove(): void;
}

export function makeKeeper(
  launcher: Launcher,
  panel: Panel,
  draw: () => void,
  heard: (message: FrameMessage) => void,
): Keeper {
  const hear = (message: FrameMessage): void => {
    if (message.t === "hello") {
      panel.offerLink(false);
      keeper.enter("seen");
    }
    if (message.t === "ready") keeper.enter("ready");
    heard(message);
  };

  const keeper: Keeper = {
    stage: "",
    prepare() {
      keeper.frame ||= makeFrame(panel.element, () => keeper.enter("wait"), hear);
    },
    focus() {
      (keeper.frame ? keeper.frame.element : launcher.button).focus();
    },
    send(message) {
      if (keeper.frame && keeper.stage && keeper.stage !== "wait") keeper.frame.send(message);
    },
    enter(stage) {
      keeper.stage = stage;
      draw();
    },
    remove() {
      if (keeper.frame) keeper.frame.remove();
      keeper.frame = undefined;
    },
  };
  return keeper;
}
