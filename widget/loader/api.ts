/**
 * `window.Pulina`, what the page's own scripts may call. Before the loader has come the page may
 * keep its calls: `(window.Pulina = window.Pulina || {q: []}).q.push("open")`. An entry is the
 * name of a method or a function that is given the API. Pushing works afterwards as well.
 *
 * A page with several channels has one launcher for each; `Pulina` itself is the first of them,
 * and `Pulina.channels` has all by their ids.
 */

import { guarded } from "./built_ins";
import { settings } from "./settings";
import { makeWidget, type Widget } from "./widget";

type Entry = keyof Widget | ((api: Api) => void);

export interface Api extends Widget {
  q: { push(entry: Entry): void };
  channels: Record<string, Api>;
}

declare global {
  interface Window {
    Pulina?: Partial<Omit<Api, "q">> & { q?: unknown };
  }
}

/** Publishes the API at once; the widget itself waits for the document, and calls wait with it. */
export function publish(): void {
  const stub = window.Pulina;
  const waiting: Entry[] = stub && Array.isArray(stub.q) ? stub.q : [];
  const channels = stub?.channels || {};
  let widget: Widget | undefined;

  const push = guarded((entry: Entry) => {
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
      document.removeEventListener("DOMContentLoaded", start);
      if (channels[settings.channel] === api) delete channels[settings.channel];
      if (window.Pulina === api) window.Pulina = Object.values(channels)[0];
      widget?.destroy();
      // Whatever is called from now on waits for ever.
      widget = undefined;
    }),
    q: { push },
    channels,
  };
  channels[settings.channel] = api;
  if (!stub?.channels) window.Pulina = api;

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
