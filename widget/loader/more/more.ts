/**
 * The loader's second part: everything that a launcher at rest does not need. It is imported when
 * the visitor reaches for the launcher, or soon after the page has loaded where the channel's
 * settings or the snippet's wishes need it. It keeps the promises of the first part: it stores
 * nothing, throws nothing into the page, and leaves nothing behind when it is taken away.
 */

import type { Core } from "../widget";
import { goBackToPage } from "./back";
import { keepAlive } from "./alive";
import { followHours } from "./hours";
import { standInline } from "./inline";
import { speakPageLanguage } from "./language";
import { tellPage } from "./page";
import { fitPhone } from "./phone";
import { followTabs } from "./tabs";
import { showTeaser } from "./teaser";
import { countUnread } from "./unread";
import type { FrameMessage } from "../handshake";

/** One concern of the second part. */
export interface Concern {
  heard?(message: FrameMessage): void;
  drawn?(): void;
  removed?(): void;
}

/** Brings everything to life. Called once by the first part. */
export function start(core: Core): void {
  const concerns: Concern[] = [
    keepAlive(core),
    fitPhone(core),
    goBackToPage(core),
    countUnread(core),
    followTabs(core),
    showTeaser(core),
    tellPage(core),
    followHours(core),
    standInline(core),
    speakPageLanguage(core),
  ];
  let isRemoved = false;
  core.heard = (message) => concerns.forEach((concern) => concern.heard?.(message));
  core.drawn = () => concerns.forEach((concern) => concern.drawn?.());
  core.removed = () => {
    if (isRemoved) return;
    isRemoved = true;
    concerns.forEach((concern) => concern.removed?.());
    core.heard = core.drawn = undefined;
  };
  if (core.launcher.host.isConnected) core.drawn();
  else core.removed();
}
