/**
 * The sample page of a preview. The real loader runs on it and believes that it is a customer's page;
 * the desk around it says what is to be shown, as often as somebody types. Nothing is loaded again
 * for that: the loader's settings are changed where they are, its style is taken from a second one
 * that is made for a moment, and the panel in the frame is told. Another scene begins anew.
 */

import type { LauncherSettings } from "../settings";
import { type Draft, keepFocus, type Stage } from "./draft";

interface Base extends Draft {
  /** The loader, with `__PULINA_SETTINGS__` where its settings belong. */
  loader: string;
  /** The heading of a channel that was given none. */
  name: string;
}

const { nonce } = document.currentScript as HTMLScriptElement;
const { loader, ...published } = JSON.parse(document.getElementById("base")!.textContent!) as Base;
const isAlone = parent === window;
/** The shadow root of the launcher that was made last. */
let newest: ShadowRoot | undefined;
let root: ShadowRoot | undefined;

const stage: Stage = (window.pulinaPreview = {
  settings: {} as LauncherSettings,
  other: {} as LauncherSettings,
  draft: published,
  speaks: (language) => tell({ language }),
});

function tell(message: object): void {
  if (!isAlone) parent.postMessage(JSON.stringify({ pulina: "preview", ...message }), location.origin);
}

/**
 * The loader refuses to run where page and panel have one origin, because nothing would lie between
 * them; here nothing has to. It compares texts, and a scheme in capitals is the same address. The
 * panel's page and the loader's parts are those of the preview.
 */
function launcher({ launcher }: Draft): LauncherSettings {
  const origin = launcher.origin.replace(/^[a-z]+/, (scheme) => scheme.toUpperCase());
  const { hides: _, ...settings } = launcher;
  return {
    ...settings,
    origin,
    channel: `${launcher.channel}/preview`,
    // What depends on the page that it stands on is not shown.
    off: false,
    rules: false,
    compat: "",
    eager: !!launcher.teaser,
  };
}

function replace(into: LauncherSettings, settings: LauncherSettings): void {
  for (const name of Object.keys(into)) delete into[name as keyof LauncherSettings];
  Object.assign(into, settings);
}

/** Runs a loader with the settings of this name, and gives what it drew. */
function run(name: "settings" | "other"): ShadowRoot | undefined {
  newest = undefined;
  const script = document.createElement("script");
  script.nonce = nonce;
  script.textContent = loader.replace("__PULINA_SETTINGS__", `window.pulinaPreview.${name}`);
  document.head.append(script);
  script.remove();
  return newest;
}

function begin(draft: Draft): void {
  stage.show = undefined;
  window.Pulina?.destroy?.();
  stage.settings = launcher(draft);
  root = run("settings");
  if (draft.scene !== "launcher") window.Pulina?.open?.();
}

/** Draws the launcher that is there as these settings want it. */
function redraw(settings: LauncherSettings): void {
  replace(stage.settings, settings);
  stage.other = { ...settings, channel: "other", eager: false };
  const other = run("other");
  window.Pulina?.channels?.other?.destroy();
  if (!root || !other) return;
  root.adoptedStyleSheets = [...other.adoptedStyleSheets, ...root.adoptedStyleSheets.slice(1)];
  const [own, theirs] = [root, other].map((root) => root.querySelector("button")!);
  const isOpen = own!.getAttribute("aria-expanded") === "true";
  own!.hidden = theirs!.hidden;
  own!.setAttribute("aria-label", isOpen ? settings.close_label : settings.label);
  own!.lastChild!.nodeValue = settings.words || "";
  root.getElementById("panel")!.setAttribute("aria-label", settings.title);
  const bubble = root.querySelector("p > span");
  if (bubble) bubble.textContent = settings.teaser || "";
}

/** What cannot be changed where it is. */
function isOther(before: Draft, after: Draft): boolean {
  const [old, next] = [before.launcher, after.launcher];
  const isMoved = old.side !== next.side || old.x !== next.x || old.y !== next.y;
  return (
    before.scene !== after.scene ||
    !before.panel.files !== !after.panel.files ||
    (after.scene === "launcher" && (!old.teaser !== !next.teaser || (!!next.teaser && isMoved)))
  );
}

function dress({ is_dark }: Draft): void {
  const schemes = is_dark === undefined ? "light dark" : is_dark ? "dark" : "light";
  document.documentElement.style.colorScheme = schemes;
}

function show(draft: Draft): void {
  const before = stage.draft;
  stage.draft = draft;
  dress(draft);
  if (!root || isOther(before, draft)) return begin(draft);
  const settings = launcher(draft);
  if (JSON.stringify(settings) !== JSON.stringify(stage.settings)) redraw(settings);
  stage.show?.(draft);
}

const attachShadow = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  const made = attachShadow.call(this, init);
  if (this.localName === "pulina-widget") newest = made;
  return made;
};

if (isAlone) {
  show(published);
} else {
  keepFocus();
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || origin !== location.origin || typeof data !== "string") return;
    show(JSON.parse(data) as Draft);
  });
  tell({ name: published.name, panel: published.panel, launcher: published.launcher });
}
