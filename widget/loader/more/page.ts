/**
 * What the panel may know of the page: its address without query and fragment for the proof of a
 * consent, and its colour scheme and fonts where the channel follows them.
 */

import { guarded } from "../built_ins";
import { OPENED } from "../frames";
import type { Core } from "../widget";
import type { Concern } from "./more";

export function tellPage(core: Core): Concern {
  const { settings, wishes, keeper } = core;
  let told = "";

  const look = (): string => {
    const page: Record<string, unknown> = { address: location.origin + location.pathname };
    if (settings.page_scheme || wishes.scheme) page.scheme = wishes.scheme || scheme();
    if (settings.page_font) page.font = getComputedStyle(document.body).fontFamily;
    if (wishes.inline) page.is_inline = true;
    return JSON.stringify({ t: "page", c: page });
  };
  const tell = guarded(() => {
    const page = look();
    if (page === told || keeper.stage !== "ready") return;
    told = page;
    keeper.send(page);
    if (wishes.inline) keeper.send(OPENED);
  });

  const darkness = matchMedia("(prefers-color-scheme:dark)");
  const follows = settings.page_scheme || wishes.scheme === "page";
  // Sites switch their scheme by an attribute or class of <html>.
  const observer = new MutationObserver(tell);
  if (follows) {
    observer.observe(document.documentElement, { attributes: true });
    darkness.addEventListener("change", tell);
  }
  return {
    drawn() {
      if (keeper.stage !== "ready") told = "";
      else if (core.isOpen) tell();
    },
    removed() {
      observer.disconnect();
      darkness.removeEventListener("change", tell);
    },
  };
}

/** `light` or `dark`: as the page declares it, and by its background where it declares nothing. */
function scheme(): string {
  const declared = getComputedStyle(document.documentElement).colorScheme;
  const isDark = declared.includes("dark");
  const isLight = declared.includes("light");
  if (isDark !== isLight) return isDark ? "dark" : "light";
  if (isDark && isLight) return matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light";
  const [r, g, b, a = 1] = (getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) || []).map(Number);
  return a && r * 0.3 + g * 0.6 + b * 0.1 < 110 ? "dark" : "light";
}
