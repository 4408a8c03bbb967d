/**
 * The box that the frame lies in: a calm picture until the app runs, and the plain link when the
 * app cannot run here.
 */

import { panelAddress, settings } from "./settings";

export interface Panel {
  element: HTMLElement;
  /** The way to the chat that needs no frame; in the box while there is no better one. */
  link: HTMLAnchorElement;
}

export function makePanel(root: ShadowRoot): Panel {
  const element = document.createElement("div");
  const link = document.createElement("a");
  element.id = "panel";
  element.setAttribute("role", "dialog");
  element.setAttribute("aria-label", settings.title);
  link.href = panelAddress();
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = `${settings.label} ↗`;
  root.appendChild(element);
  return { element, link };
}
