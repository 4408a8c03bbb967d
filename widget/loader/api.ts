/**
 * `window.Pulina`, what the page's own scripts may call. Before the loader has come the page may
 * keep its calls: `(window.Pulina = window.Pulina || {q: []}).q.push("open")`. An entry is the
 * name of a method or a function that is given the API. Pushing works afterwards as well.
 */

import { guarded } from "./built_ins";
import { makeWidget, type Widget } from "./widget";

type Entry = keyof Widget | ((api: Api) => void);

export interface Api extends Widget {
  q: { push(entry: Entry): void };
}

declare global {
  interface Window {
    Pulina?: Partial<Api> & { q?: Entry[] };
  }
}

/** Publishes the API at once; the widget itself waits for the document, and calls wait with it. */
export function publish(): void {
  const waiting = window.Pulina && window.Pulina.q;
  let widget: Widget | undefined;
  let isWanted = false;
  let isDestroyed = false;

  const start = guarded(() => {
    if (isDestroyed) return;
    widget = makeWidget();
    if (isWanted) widget.open();
  });

  const want = (next: () => boolean, method: "open" | "close" | "toggle"): (() => void) =>
    guarded(() => {
      isWanted = next();
      if (widget && !isDestroyed) widget[method]();
    });

  const api: Api = {
    open: want(() => true, "open"),
    close: want(() => false, "close"),
    toggle: want(() => !isWanted, "toggle"),
    destroy: guarded(() => {
      if (isDestroyed) return;
      isDestroyed = true;
      document.removeEventListener("DOMContentLoaded", start);
      delete window.Pulina;
      if (widget) widget.destroy();
    }),
    q: {
      push: guarded((entry: Entry) => {
        if (typeof entry === "function") entry(api);
        else api[entry]();
      }),
    },
  };
  window.Pulina = api as unknown as Window["Pulina"];

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  if (Array.isArray(waiting)) for (let n = 0; n < waiting.length; n++) api.q.push(waiting[n]);
}
