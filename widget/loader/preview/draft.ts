/** What the desk, the sample page and the panel's page in it say to each other in a preview. */

import type { LauncherSettings } from "../settings";

/** `PublicUser` in `shared/src/wire/conversation.rs`. */
export interface User {
  id: string;
  name: string;
  avatar?: string;
}

/** What of `PanelSettings` in `shared/src/wire/embed.rs` is looked at here; the rest only passes. */
export interface PanelSettings {
  channel: string;
  language: string;
  words: string[];
  title: string;
  subtitle: string;
  welcome: string;
  availability: object;
  consent?: { version: string };
  files?: object;
}

export type Scene = "launcher" | "open" | "away" | "consent" | "questions" | "conversation" | "ended";

/** Settings to be shown, and in which state; `desk/src/settings/preview.rs` writes it. */
export interface Draft {
  panel: PanelSettings;
  launcher: LauncherSettings;
  scene: Scene;
  /** Of the look; absent where the page that came has the right one. */
  css?: string;
  classes?: string;
  scheme?: string;
  /** Whether the sample page is dark; absent: as the device prefers. */
  is_dark?: boolean;
  /** Who answers. */
  user?: User;
}

/** What the sample page shares with the panel's page in it and with the loader. */
export interface Stage {
  /** What the loader is given. It looks at it again and again, so it is changed in place. */
  settings: LauncherSettings;
  /** What a loader is given that only shows how it would look. */
  other: LauncherSettings;
  /** What is shown now. */
  draft: Draft;
  /** Shows another draft in the panel's page; there once that has come. */
  show?: (draft: Draft) => void;
  /** The panel speaks this language now. */
  speaks(language: string): void;
}

declare global {
  interface Window {
    pulinaPreview?: Stage;
  }
}

/**
 * Nothing in a preview takes the focus from whoever types beside it: only what already has it may
 * move it around.
 */
export function keepFocus(): void {
  const focus = HTMLElement.prototype.focus;
  HTMLElement.prototype.focus = function (options?: FocusOptions) {
    if (document.hasFocus()) focus.call(this, options);
  };
}
