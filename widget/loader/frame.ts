/**
 * One iframe with the panel in it. It may load again by itself (a new version, the plain form);
 * every load is a new document and gets a greeting and a port of its own.
 */

import { guarded } from "./built_ins";
import { type FrameMessage, greet } from "./handshake";
import { panelAddress, settings } from "./settings";

export interface Frame {
  element: HTMLIFrameElement;
  send(message: string): void;
  remove(): void;
}

export function makeFrame(
  parent: HTMLElement,
  loaded: () => void,
  heard: (message: FrameMessage) => void,
): Frame {
  const element = document.createElement("iframe");
  let port: MessagePort | undefined;
  const hangUp = (): void => {
    if (port) port.close();
    port = undefined;
  };
  const frame: Frame = {
    element,
    send(message) {
      if (port) port.postMessage(message);
    },
    remove() {
      hangUp();
      element.remove();
    },
  };

  element.title = settings.title;
  element.allow = "clipboard-write";
  // The page's path may be private; its origin is all that the panel may know.
  element.referrerPolicy = "origin";
  element.src = panelAddress;
  element.onload = guarded(() => {
    hangUp();
    loaded();
    // A frame that was taken out while it loaded has no window.
    if (element.contentWindow) port = greet(element.contentWindow, heard);
  });
  parent.appendChild(element);
  return frame;
}
