/**
 * The loader's second part: everything that a launcher at rest does not need. It is imported when
 * the visitor reaches for the launcher, or soon after the page has loaded where the channel's
 * settings, the snippet's wishes or the page's own calls need it. It keeps the promises of the
 * first part: it stores nothing, throws nothing into the page, and leaves nothing behind when it is
 * taken away. What only some channels or pages need is imported by it in further parts.
 */

import { complain } from "../built_ins";
import type { FrameMessage } from "../frames";
import type { Rules } from "../rules/rules";
import type { Core } from "../widget";
import { keepAlive } from "./alive";
import { part, type Part } from "./asked";
import { takeCalls } from "./calls";
import { type Events, makeEvents } from "./events";
import { leadFocus } from "./focus";
import { followHours } from "./hours";
import { standInline } from "./inline";
import { speakLanguage } from "./language";
import { type Mail, makeMail } from "./mail";
import { keepOff } from "./off";
import { tellPage } from "./page";
import { fillScreen } from "./screen";
import { dressSiteButtons } from "./site_buttons";
import { showTeaser } from "./teaser";
import { countUnread } from "./unread";

/** Asks for the overlay that tells how the chat stands on a page. */
const DEBUG = /[?&]pulina-debug=1\b/;

/** One concern of the second part. */
export interface Concern {
  heard?(message: FrameMessage): void;
  drawn?(): void;
  removed?(): void;
}

/** What concerns have to do with each other. */
export interface Parts {
  events: Events;
  mail: Mail;
  /** Absent until they have come, and for channels without conditions. */
  rules(): Rules | undefined;
  /** Shows the overlay for people who build pages. */
  debug(): void;
}

/** Brings everything to life. Called once by the first part. */
export function start(core: Core): void {
  const { settings } = core;
  let isRemoved = false;
  let rules: Rules | undefined;

  /** A further part joins in when it has come; without it everything else goes on. */
  const want = <Added extends Concern>(name: Part, joined: (concern: Added) => void): void => {
    const start = async (): Promise<void> => {
      const module = await part<{ start(core: Core, parts: Parts): Added | Promise<Added> }>(core, name);
      if (isRemoved) return;
      const concern = await module.start(core, parts);
      if (isRemoved) return concern.removed?.();
      concerns.push(concern);
      joined(concern);
      core.draw();
    };
    start().catch(complain);
  };
  let isDebugging = false;
  const parts: Parts = {
    events: makeEvents(core),
    mail: makeMail(core),
    rules: () => rules,
    debug() {
      if (!isDebugging) want("debug", () => {});
      isDebugging = true;
    },
  };
  const concerns: Concern[] = [
    parts.events,
    parts.mail,
    keepAlive(core),
    leadFocus(core),
    fillScreen(core),
    countUnread(core),
    dressSiteButtons(core),
    showTeaser(core),
    tellPage(core),
    followHours(core),
    standInline(core),
    speakLanguage(core),
  ];
  core.heard = (message) => concerns.forEach((concern) => concern.heard?.(message));
  core.drawn = () => concerns.forEach((concern) => concern.drawn?.());
  core.removed = () => {
    if (isRemoved) return;
    isRemoved = true;
    concerns.forEach((concern) => concern.removed?.());
    core.heard = core.drawn = undefined;
  };
  if (!core.launcher.host.isConnected) return core.removed();
  if (settings.hides?.now) keepOff(core, "hours", true);
  // Until it is known that the channel is shown here.
  if (settings.rules) keepOff(core, "page", true);
  if (settings.compat) keepOff(core, "compat", true);
  if (settings.rules) want<Rules>("rules", (came) => (rules = came));
  if (settings.compat === "hubspot") want("hubspot", () => {});
  if (DEBUG.test(location.search)) parts.debug();
  takeCalls(core, parts);
  core.draw();
}
