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
  /** Whether there is no launcher: the channel has none, or the page hid it. */
  hidden?: boolean;
  /** Whether it is not there now: nobody is, or not on this page. Whoever has begun goes on. */
  off?: boolean;
  unread: string;
  teaser?: string;
  dismiss?: string;
  hides?: Hides;
  /** Whether the channel has conditions about pages. */
  rules?: boolean;
  /** Whose API is to be there as well; only `hubspot`. */
  compat?: string;
  page_scheme?: boolean;
  page_font?: boolean;
}

/** Of a channel that has no launcher while nobody is there. */
export interface Hides {
  now: boolean;
  until?: number;
}

/**
 * The worker puts a JSON object in the place of this name, so it must stand in the bundle once. The
 * pinned loader asks for it and brings it by this name (`pinned/around.js`).
 */
declare const __PULINA_SETTINGS__: LauncherSettings;

declare global {
  /** Whether this is the loader that never changes: it runs no other script of ours. */
  const PINNED: boolean;
  const __PULINA_TAG__: HTMLScriptElement | null;
}

/** What is so now: the second part and the page change it, and have everything drawn again. */
export const settings = __PULINA_SETTINGS__;

const tag = PINNED ? __PULINA_TAG__ : document.currentScript;

/** What the snippet's tag says: `data-lang`, `data-inline`. Known only while the script first runs. */
export const wishes: DOMStringMap = { ...(tag && tag.dataset) };

/** The language that is wanted; empty for whichever the browser prefers. */
wishes.lang ||= document.documentElement.lang;

/** The panel as a page of its own: what the frame shows, and where the plain link leads. */
export function panelAddress(): string {
  return `${settings.origin}/chat/${settings.channel}?lang=${encodeURIComponent(wishes.lang!)}`;
}
