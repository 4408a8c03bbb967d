/**
 * What is known of the page and of what the visitor does on it. It is known in this page alone and
 * sent nowhere. Only where the site has said that something may be stored
 * (`data-storage="allowed"`) is it remembered in the page's own storage that somebody was here.
 */

import { guarded } from "../built_ins";
import { watchAddress } from "../more/address";
import type { Core } from "../widget";
import type { Facts } from "./decide";
import type { Memory } from "./memory";

/** Somebody who did nothing for so long is not active. */
const ACTIVE_MS = 30_000;
const TICK_MS = 1_000;
const PHONE = "(max-width:480px),(max-height:480px)";
const SIGNS_OF_LIFE = ["pointermove", "pointerdown", "keydown", "scroll"];

export interface Watch {
  facts: Facts;
  trigger(name: string): void;
  /** Everything is looked at again. */
  refresh(): void;
  end(): void;
}

/** Watches the page; `changed` is called whenever a decision may be another one. */
export function watchPage(core: Core, memory: Memory, changed: () => void): Watch {
  const { setInterval, clearInterval } = window;
  const facts: Facts = {
    address: "",
    language: "",
    device: "desktop",
    visitor: memory.isReturning ? "returning" : "new",
    active_seconds: 0,
    scroll: 0,
    exit_intent: false,
    triggers: [],
  };
  let n_idle_ms = 0;

  const look = (): void => {
    facts.address = location.origin + location.pathname;
    facts.query = [];
    new URLSearchParams(location.search).forEach((value, name) => facts.query!.push([name, value]));
    facts.language = core.settings.lang;
    facts.device = matchMedia(PHONE).matches ? "phone" : "desktop";
  };
  const refresh = guarded(() => {
    look();
    changed();
  });
  /** Another page of a site that does not load anew: time and scrolling begin again. */
  const goneOn = guarded(() => {
    facts.active_seconds = facts.scroll = 0;
    facts.exit_intent = false;
    refresh();
  });
  const tick = guarded(() => {
    n_idle_ms += TICK_MS;
    if (document.hidden || n_idle_ms > ACTIVE_MS) return;
    facts.active_seconds!++;
    changed();
  });
  const lives = guarded((event: Event) => {
    n_idle_ms = 0;
    if (event.type !== "scroll") return;
    const { scrollHeight, clientHeight, scrollTop } = document.scrollingElement || document.documentElement;
    const room = scrollHeight - clientHeight;
    const percent = room > 0 ? Math.round((scrollTop / room) * 100) : 100;
    if (percent <= facts.scroll!) return;
    facts.scroll = percent;
    changed();
  });
  const leaves = guarded((event: MouseEvent) => {
    // Through the top, where tabs and the address are; not into a frame of the page.
    if (facts.exit_intent || event.relatedTarget || event.clientY > 0 || facts.device === "phone") return;
    facts.exit_intent = true;
    changed();
  });

  look();
  const timer = setInterval(tick, TICK_MS);
  const endAddress = watchAddress(goneOn);
  SIGNS_OF_LIFE.forEach((name) => addEventListener(name, lives, { passive: true, capture: true }));
  document.addEventListener("mouseout", leaves);
  return {
    facts,
    refresh,
    trigger: guarded((name: string) => {
      if (facts.triggers!.includes(name)) return;
      facts.triggers!.push(name);
      changed();
    }),
    end() {
      clearInterval(timer);
      endAddress();
      SIGNS_OF_LIFE.forEach((name) => removeEventListener(name, lives, { capture: true }));
      document.removeEventListener("mouseout", leaves);
    },
  };
}
