/**
 * The box that the frame lies in: a calm picture until the app runs, and the plain link when the
 * app cannot run here.
 */

import { guarded } from "./built_ins";
import { panelAddress, settings } from "./settings";

export interface Panel {
  element: HTMLElement;
  /** Shows or hides the way to the chat that needs no frame. */
  offerLink(isOffered: boolean): void;
  remove(): void;
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

  // A phone's keyboard covers the page without making it smaller; full screen must end above it.
  const view = window.visualViewport;
  const fit = guarded(() => {
    if (!view) return;
    // Pinching makes the view smaller too; then the panel shall be enlarged, not squeezed.
    const isPinched = view.scale > 1;
    element.style.setProperty("--top", isPinched ? "" : `${view.offsetTop}px`);
    element.style.setProperty("--height", isPinched ? "" : `${view.height}px`);
  });
  if (view) {
    view.addEventListener("resize", fit);
    view.addEventListener("scroll", fit);
  }

  return {
    element,
    offerLink(isOffered) {
      link.hidden = !isOffered;
    },
    remove() {
      if (!view) return;
      view.removeEventListener("resize", fit);
      view.removeEventListener("scroll", fit);
    },
  };
}
