/**
 * What makes the panel's page a preview. It runs before the app, which believes that it is on a page:
 * requests and sockets are answered here, what is kept is kept in memory, and what is to be shown
 * comes from the sample page around. The page's policy forbids the same once more.
 */

import { type Draft, keepFocus } from "./draft";
import { memory } from "./memory";
import { makeServer } from "./server";

interface PageScript {
  preview?: boolean;
  inbox: string[];
  receive?: (message: string) => void;
}

const page = window as unknown as Window & { pulina?: PageScript };
const stage = parent !== window ? parent.pulinaPreview : undefined;
const settings = (): HTMLElement => document.getElementById("settings")!;
/** What the page came with. */
const published = () => JSON.parse(settings().textContent!) as Draft["panel"];

function put(selector: string, words: string): void {
  const place = document.querySelector(selector);
  if (place && place.textContent !== words) place.textContent = words;
}

function dress({ panel, css, classes, scheme }: Draft): void {
  const root = document.documentElement;
  if (classes !== undefined && root.className !== classes) root.className = classes;
  if (scheme !== undefined) document.querySelector("meta[name=color-scheme]")!.setAttribute("content", scheme);
  if (css !== undefined) put("head style", css);
  document.title = panel.title;
  put(".panel-header__subtitle", panel.subtitle);
  put("#welcome .message__bubble", panel.welcome);
}

function show(draft: Draft): void {
  dress(draft);
  const wish = JSON.stringify({ t: "wish", c: JSON.stringify({ preview: JSON.stringify(draft.panel) }) });
  const port = page.pulina!;
  if (port.receive) port.receive(wish);
  else port.inbox.push(wish);
}

/** The page is complete. */
function begin(): void {
  page.pulina!.preview = true;
  if (!stage) return;
  const { draft } = stage;
  const language = document.documentElement.lang;
  // The visitor's own choice in the panel; what it says in that language is for the desk to tell.
  if (draft.panel.language !== language) return stage.speaks(language);
  dress(draft);
  // The page has its sentences; the draft comes without them.
  settings().textContent = JSON.stringify({ ...draft.panel, words: published().words });
  stage.show = show;
  // The app may have begun before the page was complete, with what is published.
  show(draft);
}

keepFocus();
const server = makeServer(() => stage?.draft, published);
const kept = memory(server.kept());
Object.defineProperty(window, "localStorage", { value: kept });
Object.defineProperty(window, "sessionStorage", { value: memory({}) });
// Other tabs are real ones.
Object.defineProperty(navigator, "locks", { value: undefined });
Object.defineProperty(window, "BroadcastChannel", { value: undefined });
window.fetch = server.fetch;
window.WebSocket = server.Socket as unknown as typeof WebSocket;
window.XMLHttpRequest = class {
  constructor() {
    throw new TypeError("a preview sends nothing");
  }
} as unknown as typeof XMLHttpRequest;
navigator.sendBeacon = () => false;
window.open = () => null;
document.addEventListener("DOMContentLoaded", begin);
