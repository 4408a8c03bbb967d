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
    Pulina?: Partial<Widget> & { q?: unknown };
  }
}

/** Publishes the API at once; the widget itself waits for the document, and calls wait with it. */
export function publish(): void {
  const stub = window.Pulina;
  const waiting: Entry[] = stub && Array.isArray(stub.q) ? stub.q : [];
  let widget: Widget | undefined;
  let isDestroyed = false;

  const push = guarded((entry: Entry) => {
    if (isDestroyed) return;
    if (!widget) waiting.push(entry);
    else if (typeof entry === "function") entry(api);
    else if (entry === "destroy") api.destroy();
    else widget[entry]();
  });

  const start = guarded(() => {
    widget = makeWidget();
    for (let n = 0; n < waiting.length; n++) push(waiting[n]);
  });

  const api: Api = {
    open: () => push("open"),
    close: () => push("close"),
    toggle: () => push("toggle"),
    destroy: guarded(() => {
      if (isDestroyed) return;
      isDestroyed = true;
      document.removeEventListener("DOMContentLoaded", start);
      delete window.Pulina;
      if (widget) widget.destroy();
    }),
    q: { push },
  };
  window.Pulina = api;

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
