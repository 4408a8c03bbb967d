/**
 * On which pages a channel is shown and what it says there by itself. Loaded only for channels that
 * have conditions; the worker puts those into it.
 *
 * Of several channels with conditions on one page, the one with the highest priority is shown.
 */

import { asked } from "../more/asked";
import { type Bubble, showBubble } from "../teaser/bubble";
import type { Concern } from "../more/more";
import { keepOff } from "../more/off";
import type { Core } from "../widget";
import { type Condition, type Decision, decide, isMet } from "./decide";
import { watchPage } from "./facts";
import { type Often, openMemory } from "./memory";

export { decide };

/** `ShownTargeting` of `shared/src/wire/embed.rs`. */
interface Targeting {
  show: Condition;
  priority: number;
  campaigns: { name: string; when: Condition; text: string; often: Often }[];
}

declare const __PULINA_TARGETING__: Targeting;

/** What the debug overlay shows of it. */
export interface Explained {
  show: Decision;
  isOutbid: boolean;
  campaigns: Record<string, Decision>;
}

export interface Rules extends Concern {
  trigger(name: string): void;
  refresh(): void;
  explain(): Explained;
}

/** The channels of this page that have conditions. One list for all copies of this script. */
interface Bid {
  priority: number;
  isMet: boolean;
  changed(): void;
}
const BIDS = Symbol.for("pulina.bids");
type Bidding = { [BIDS]?: Set<Bid> };

export async function start(core: Core): Promise<Rules> {
  const targeting = PINNED
    ? await asked<Targeting>(core, "targeting", core.settings.lang)
    : __PULINA_TARGETING__;
  const memory = openMemory(core);
  const channels = core.api.channels as unknown as Bidding;
  const bids = (channels[BIDS] ||= new Set());
  let bubble: Bubble | undefined;
  let isHandled = false;

  const isOutbid = (): boolean => {
    const earlier = [...bids];
    const own = earlier.indexOf(bid);
    return earlier.some(
      (other, place) =>
        other.isMet && (other.priority > bid.priority || (other.priority === bid.priority && place < own)),
    );
  };
  const apply = (): void => {
    const isOff = !bid.isMet || isOutbid();
    if (isOff !== !!core.off?.has("page")) keepOff(core, "page", isOff);
    speak();
  };
  const speak = (): void => {
    if (core.isOpen) isHandled = true;
    if (isHandled || bubble || core.launcher.button.hidden || core.wishes.inline) return;
    const due = targeting.campaigns.find(
      ({ name, when, often }) => isMet(decide(when, watch.facts)) && !memory.wasTold(name, often),
    );
    if (!due) return;
    memory.tell(due.name);
    bubble = showBubble(core, due.text, () => (isHandled = true));
  };
  const changed = (): void => {
    const before = bid.isMet;
    bid.isMet = isMet(decide(targeting.show, watch.facts));
    if (bid.isMet !== before) bids.forEach((other) => other.changed());
    else apply();
  };
  const bid: Bid = { priority: targeting.priority, isMet: false, changed: apply };
  const watch = watchPage(core, memory, changed);
  bids.add(bid);
  changed();

  return {
    trigger: watch.trigger,
    refresh: watch.refresh,
    explain: () => ({
      show: decide(targeting.show, watch.facts),
      isOutbid: isOutbid(),
      campaigns: Object.fromEntries(targeting.campaigns.map(({ name, when }) => [name, decide(when, watch.facts)])),
    }),
    drawn() {
      if (!core.isOpen) return;
      isHandled = true;
      bubble?.remove();
    },
    removed() {
      watch.end();
      bubble?.remove();
      bids.delete(bid);
      bids.forEach((other) => other.changed());
    },
  };
}
