/**
 * The site's own buttons (`data-pulina-open`): whether the panel is open and how much is unread
 * stands on them as attributes, for the site's styles and for assistive technology.
 */

import { guarded } from "../built_ins";
import type { Core } from "../widget";
import type { Concern } from "./more";

const OPEN = "aria-expanded";
const UNREAD = "data-pulina-unread";

export function dressSiteButtons(core: Core): Concern {
  const { settings, api } = core;
  const dressed = new Set<Element>();
  let n_unread = 0;

  const dress = guarded(() => {
    document.querySelectorAll<HTMLElement>("[data-pulina-open]").forEach((button) => {
      const channel = button.dataset.pulinaOpen;
      if (channel ? channel !== settings.channel : window.Pulina !== api) return;
      dressed.add(button);
      button.setAttribute(OPEN, `${core.isOpen}`);
      button.setAttribute(UNREAD, `${core.isOpen ? 0 : n_unread}`);
    });
  });
  return {
    heard(message) {
      if (message.t !== "unread") return;
      n_unread = Number(message.c) || 0;
      dress();
    },
    drawn: dress,
    removed() {
      dressed.forEach((button) => {
        button.removeAttribute(OPEN);
        button.removeAttribute(UNREAD);
      });
      dressed.clear();
    },
  };
}
