/**
 * What the worker tells the loader about this channel. The field names are those of
 * `LauncherSettings` in `shared/src/wire/embed.rs`.
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
}

/** The worker puts a JSON object in the place of this name, so it must stand in the bundle once. */
declare const __PULINA_SETTINGS__: LauncherSettings;

export const settings = __PULINA_SETTINGS__;

/** The panel as a page of its own: what the frame shows, and where the plain link leads. */
export const panelAddress = `${settings.origin}/chat/${settings.channel}`;
