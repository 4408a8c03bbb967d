/**
 * Sees when a page goes on to another address without loading again. Nothing of the page's own is
 * changed for it: where the browser does not tell, the address is compared once a second while
 * somebody looks.
 */

import { guarded } from "../built_ins";

const LOOK_MS = 1_000;

/** Calls `changed` for every other address; gives what ends that. */
export function watchAddress(changed: () => void): () => void {
  const { setInterval, clearInterval } = window;
  const navigation = (window as { navigation?: EventTarget }).navigation;
  let before = location.href;
  const look = guarded(() => {
    if (location.href === before) return;
    before = location.href;
    changed();
  });
  const timer = navigation ? 0 : setInterval(() => document.hidden || look(), LOOK_MS);
  navigation?.addEventListener("currententrychange", look);
  return () => {
    clearInterval(timer);
    navigation?.removeEventListener("currententrychange", look);
  };
}
