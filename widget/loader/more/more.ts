/**
 * The loader's second part: everything that a launcher at rest does not need. It is imported when
 * the visitor reaches for the launcher, or soon after the page has loaded where the channel's
 * settings, the snippet's wishes or the page's own calls need it. It keeps the promises of the
 * first part: it stores nothing, throws nothing into the page, and leaves nothing behind when it is
 * taken away. What only some channels or pages need is imported by it in further parts.
 */

import { complain, guarded } from "../built_ins";
import type { Calls } from "../calls/calls";
import type { FrameMessage } from "../frames";
import type { Rules } from "../rules/rules";
import type { Call, Core } from "../widget";
import { keepAlive } from "./alive";
import { part, type Part } from "./asked";
import { leadFocus } from "./focus";
import { followHours } from "./hours";
import { keepOff } from "./off";
import { tellPage } from "./page";
import { followSettings } from "./renewal";
import { fillScreen } from "./screen";
import { dressSiteButtons } from "./site_buttons";
import { followTabs } from "./tabs";
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
  /** What takes the page's calls, as soon as it has come. */
  calls(): Promise<Calls>;
  /** Whether the panel was open already when that was first wanted. */
  wasOpen: boolean;
  /** What waits for it, oldest first. */
  waiting: Call[];
  /** Absent until they have come, and for channels without conditions. */
  rules(): Rules | undefined;
  /** Does something with them as soon as they have come. */
  ruled(act: (rules: Rules) => void): void;
  /** Shows the overlay for people who build pages. */
  debug(): void;
}

/** Brings everything to life. Called once by the first part. */
export function start(core: Core): void {
  const { settings } = core;
  let isRemoved = false;
  let rules: Rules | undefined;

  /** A further part joins in when it has come; without it everything else goes on. */
  const joins: { [name in Part]?: Promise<unknown> } = {};
  const join = async <Added extends Concern>(name: Part): Promise<Added> => {
    const module = await part<{ start(core: Core, parts: Parts): Added | Promise<Added> }>(core, name);
    if (isRemoved) throw new Error("the chat was taken away");
    const concern = await module.start(core, parts);
    if (isRemoved) concern.removed?.();
    else concerns.push(concern);
    core.draw();
    return concern;
  };
  const want = <Added extends Concern>(name: Part): Promise<Added> => {
    const joined = (joins[name] ||= join<Added>(name)) as Promise<Added>;
    joined.catch((fault) => {
      // What could not be had is asked for again when it is next wanted.
      delete joins[name];
      if (!isRemoved) complain(fault);
    });
    return joined;
  };
  const parts: Parts = {
    calls: () => want<Calls>("calls"),
    wasOpen: false,
    waiting: [],
    rules: () => rules,
    ruled(act) {
      if (settings.rules) want<Rules>("rules").then(guarded(act), () => {});
    },
    debug: () => void want("debug"),
  };
  const concerns: Concern[] = [
    keepAlive(core),
    leadFocus(core),
    fillScreen(core),
    countUnread(core),
    dressSiteButtons(core),
    tellPage(core),
    followHours(core),
    followSettings(core),
    followTabs(core),
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
  // Until it is known that the channel is shown here. One that always is stays under the visitor's finger.
  if (settings.rules && settings.off) keepOff(core, "page", true);
  if (settings.compat) keepOff(core, "compat", true);
  parts.ruled((came) => (rules = came));
  if (settings.teaser) want("teaser");
  if (core.wishes.inline) want("inline");
  if (settings.compat === "hubspot") want("hubspot");
  if (DEBUG.test(location.search)) parts.debug();
  takeCalls(core, parts);
  core.draw();
}

/** From now on the page's calls wait for what takes them. What the first part has done needs nothing more. */
function takeCalls(core: Core, parts: Parts): void {
  const { waiting } = parts;
  const early = core.calls as unknown as Call[];
  let isEarly = true;
  const push = (call: Call): void => {
    if (call.length < 2 && call[0] in core.widget) return;
    if (!waiting.length && !isEarly) parts.wasOpen = core.isOpen;
    waiting.push(call);
    parts.calls();
  };
  core.calls = { push };
  early.forEach(push);
  isEarly = false;
}
