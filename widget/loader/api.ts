/**
 * `window.Pulina`, what the page's own scripts may call (`public/pulina.d.ts`). Before the loader
 * has come the page may keep its calls: `(window.Pulina = window.Pulina || {q: []}).q.push("open")`.
 * An entry is the name of a method, a list of a name and its arguments, or a function that is given
 * the API. Pushing works afterwards as well.
 *
 * A page with several channels has one launcher for each; `Pulina` itself is the first of them,
 * and `Pulina.channels` has all by their ids.
 */

import { guarded } from "./built_ins";
import { settings } from "./settings";
import { type Call, type Handle, makeWidget } from "./widget";

type Method = (...given: unknown[]) => unknown;
type Entry = Call | string | ((api: Api) => void);

export interface Api {
  open?: Method;
  destroy(): void;
  ready: Promise<Api>;
  q: { push(entry: Entry): void };
  channels: Record<string, Api>;
}

declare global {
  interface Window {
    Pulina?: Partial<Omit<Api, "q">> & { q?: unknown };
  }
}

/** Where links lead that open the chat. */
const LINK = "#chat";

/** Publishes the API at once; the widget itself waits for the document, and calls wait with it. */
export function publish(): void {
  const stub = window.Pulina;
  const waiting: Entry[] = stub && Array.isArray(stub.q) ? stub.q : [];
  const channels = stub?.channels || {};
  let widget: Handle | undefined;
  let isReady!: (api: Api) => void;

  const push = guarded((entry: Entry) => {
    if (!widget) waiting.push(entry);
    else if (typeof entry === "function") entry(api);
    else widget.call(([] as unknown[]).concat(entry) as Call);
  });

  const isFirst = (): boolean => window.Pulina === api;

  // The site's own buttons and links, wherever they come from and whenever.
  const clicked = guarded((event: Event) => {
    const source = (event.target as Element).closest<HTMLElement>(`[data-pulina-open],[href="${LINK}"]`);
    if (!source || !isFirst()) return;
    event.preventDefault();
    (channels[source.dataset.pulinaOpen!] || api).open!();
  });

  const addressed = guarded(() => {
    if (location.hash === LINK && isFirst()) api.open!();
  });

  const start = guarded(() => {
    widget = makeWidget(api);
    waiting.forEach(push);
    isReady(api);
    addressed();
    dispatchEvent(new CustomEvent("pulina:ready", { detail: api }));
  });

  const api: Api & Record<string, unknown> = {
    q: { push },
    channels,
    ready: new Promise((done) => (isReady = done)),
    destroy: guarded(() => {
      document.removeEventListener("DOMContentLoaded", start);
      removeEventListener("click", clicked, true);
      removeEventListener("hashchange", addressed);
      if (channels[settings.channel] === api) delete channels[settings.channel];
      if (isFirst() && !(window.Pulina = Object.values(channels)[0])) delete window.Pulina;
      if (widget) widget.remove();
      // Whatever is called from now on waits for ever.
      widget = undefined;
    }),
  };
  "open close toggle show hide refresh identify logout setAttributes trigger on off".split(" ").forEach((name) => {
    // What `on` gives is its end; the others give nothing that anybody would look at.
    api[name] = (...given: unknown[]) => {
      push([name, ...given]);
      return () => push(["off", ...given]);
    };
  });
  channels[settings.channel] = api;
  if (!stub?.channels) window.Pulina = api;

  addEventListener("click", clicked, true);
  addEventListener("hashchange", addressed);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
