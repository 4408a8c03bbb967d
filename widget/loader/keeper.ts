/**
 * Keeps one iframe in the panel: makes it when it is wanted and follows how far it is. It may load
 * again by itself (a new version, another language, the plain form); every load is a new document
 * and gets a greeting and a port of its own. Whether it still lives is watched by the second part,
 * which replaces it when it died.
 */

import { guarded } from "./built_ins";
import type { FrameMessage } from "./frames";
import { greet } from "./handshake";
import type { Panel } from "./panel";
import { panelAddress, settings } from "./settings";

/**
 * How far the frame is: nothing has loaded yet, a document came that has not proved to be the
 * panel, the panel's page stands, its app runs. The class of the launcher.
 */
export type Stage = "" | "wait" | "seen" | "ready";

export interface Keeper {
  stage: Stage;
  frame?: HTMLIFrameElement;
  /** Makes the frame unless it is there; hidden at first, so that a click finds it loaded. */
  prepare(): void;
  /** Says it if the panel has proved itself. */
  send(message: string): void;
  enter(stage: Stage): void;
  remove(): void;
}

export function makeKeeper(
  panel: Panel,
  draw: () => void,
  heard: (message: FrameMessage) => void,
): Keeper {
  /** To the document that has proved itself. */
  let port: MessagePort | undefined;

  const keeper: Keeper = {
    stage: "",
    prepare() {
      if (keeper.frame) return;
      const frame = document.createElement("iframe");
      keeper.frame = frame;
      frame.title = settings.title;
      // The page's path may be private; its origin is all that the panel may know.
      frame.referrerPolicy = "origin";
      frame.src = panelAddress();
      frame.onload = guarded(() => {
        port = undefined;
        keeper.enter("wait");
        // A frame that was taken out while it loaded has no window.
        if (frame.contentWindow) greet(frame.contentWindow, (message, from) => {
          if (message.t === "hello") {
            port = from;
            panel.link.remove();
            keeper.enter("seen");
          }
          if (message.t === "ready") keeper.enter("ready");
          heard(message);
        });
      });
      panel.element.appendChild(frame);
    },
    send(message) {
      if (port) port.postMessage(message);
    },
    enter(stage) {
      keeper.stage = stage;
      draw();
    },
    remove() {
      if (keeper.frame) keeper.frame.remove();
      keeper.frame = port = undefined;
    },
  };
  return keeper;
}
