/**
 * The round button and the element that holds everything of ours on the page: one host with a
 * closed shadow root and an empty box, so that the page's layout never moves.
 */

import { settings } from "./settings";
import { style } from "./style";
import type { Stage } from "./keeper";

// The strokes round the corners, so the shapes stay short.
const CHAT = "M4 5h16v11h-9l-5 4v-4H4z";
const CLOSE = "m6 6 12 12m0-12L6 18";
const SVG = "http://www.w3.org/2000/svg";

export interface Launcher {
  host: HTMLElement;
  /** Where the panel is put, after the button in tab order. */
  root: ShadowRoot;
  button: HTMLButtonElement;
  /** Shows the look that the settings have now. */
  dress(): void;
  /** Puts the launcher on the page, again if the page has thrown it out. */
  attach(): void;
  draw(isOpen: boolean, stage: Stage): void;
}

export function makeLauncher(): Launcher {
  const host = document.createElement("pulina-widget");
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  const dress = (): void => sheet.replaceSync(style());
  dress();
  root.adoptedStyleSheets = [sheet];

  // Built node by node: a page that demands trusted types refuses innerHTML.
  const button = document.createElement("button");
  const icon = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  button.type = "button";
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-controls", "panel");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  icon.appendChild(path);
  button.append(icon, settings.words || "");
  root.appendChild(button);

  return {
    host,
    root,
    button,
    dress,
    attach() {
      if (host.isConnected) return;
      // The direction of <html> is inherited; one that only <body> has is not.
      host.dir = document.body.dir;
      // Not in <body>: apps replace its content, and a transform on it would move fixed boxes.
      document.documentElement.appendChild(host);
    },
    draw(isOpen, stage) {
      button.className = stage;
      // Whoever has begun goes on.
      button.hidden = !!(settings.hidden || (settings.off && !isOpen && !stage));
      button.setAttribute("aria-expanded", `${isOpen}`);
      button.setAttribute("aria-label", isOpen ? settings.close_label : settings.label);
      path.setAttribute("d", isOpen ? CLOSE : CHAT);
    },
  };
}
