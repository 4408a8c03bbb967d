/**
 * What the worker tells the loader about this channel. The field names are those of
 * `LauncherSettings` in `shared/src/wire/embed.rs`; what has its default is left out.
 */

export interface LauncherSettings {
  channel: string;
  /** Our origin, without a slash at its end. */
  origin: string;
  label: string;
  close_label: string;
  title: string;
  /** `#rrggbb`; checked by the worker, so it may stand in CSS. */
  accent: string;
  on_accent: string;
  side: "start" | "end";
  /** The language of all this. */
  lang: string;
  /** The path of the second part. */
  more: string;
  /** Whether the second part is wanted at once. */
  eager?: boolean;
  x?: number;
  y?: number;
  words?: string;
  hidden?: boolean;
  unread: string;
  teaser?: string;
  dismiss?: string;
  hides?: { now: boolean; until?: number; ask?: boolean };
  page_scheme?: boolean;
  page_font?: boolean;
}

/** The worker puts a JSON object in the place of this name, so it must stand in the bundle once. */
declare const __PULINA_SETTINGS__: LauncherSettings;

export const settings = __PULINA_SETTINGS__;

/** What the snippet's tag says: `data-lang`, `data-inline`. Known only while the script first runs. */
export const wishes: DOMStringMap = document.currentScript ? document.currentScript.dataset : {};

/** The language of this page for its visitor; empty for whichever the browser prefers. */
export const language = wishes.lang || document.documentElement.lang;

/** The panel as a page of its own: what the frame shows, and where the plain link leads. */
export const panelAddress = `${settings.origin}/chat/${settings.channel}?lang=${encodeURIComponent(language)}`;
