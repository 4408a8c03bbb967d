/**
 * The box that the frame lies in: a calm picture until the app runs, and the plain link when the
 * app cannot run here.
 */

import { panelAddress, settings } from "./settings";

export interface Panel {
  element: HTMLElement;
  /** Shows or hides the way to the chat that needs no frame. */
  offerLink(isOffered: boolean): void;
}

export function makePanel(root: ShadowRoot): Panel {
  const element = document.createElement("div");
  const link = document.createElement("a");
  element.setAttribute("role", "dialog");
  element.setAttribute("aria-label", settings.title);
  link.href = panelAddress;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = `${settings.label} ↗`;
  link.hidden = true;
  element.appendChild(link);
  root.appendChild(element);
  return {
    element,
    offerLink(isOffered) {
      link.hidden = !isOffered;
    },
  };
}
