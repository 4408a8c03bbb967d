/**
 * A phone's keyboard covers the page without making it smaller; the panel that fills the screen
 * must end above it.
 */

import type { Core } from "../widget";
import type { Concern } from "./more";

export function fitPhone({ panel, guarded }: Core): Concern {
  const view = window.visualViewport;
  if (!view) return {};
  const { style } = panel.element;
  const fit = guarded(() => {
    // Pinching makes the view smaller too; then the panel shall be enlarged, not squeezed.
    const isPinched = view.scale > 1;
    style.setProperty("--top", isPinched ? "" : `${view.offsetTop}px`);
    style.setProperty("--height", isPinched ? "" : `${view.height}px`);
  });
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  fit();
  return {
    removed() {
      view.removeEventListener("resize", fit);
      view.removeEventListener("scroll", fit);
    },
  };
}
