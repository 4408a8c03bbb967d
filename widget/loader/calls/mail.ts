/**
 * What the page has to say to the panel. It waits on this page until the panel's app runs; nothing
 * is stored, and what one app was told must be told to another one, should it die.
 */

import type { FrameMessage } from "../frames";
import type { Core } from "../widget";

/** `HostWish` of `shared/src/wire/embed.rs`. */
export type Wish =
  | "begin"
  | "logout"
  | "inspect"
  | { compose: string }
  | { show: string }
  | { identify: string }
  | { claim: { name: string; value?: string } };

export interface Mail {
  heard(message: FrameMessage): void;
  removed(): void;
  /** Says something once. */
  post(wish: Wish): void;
  /** Says something to this app and to every later one, in the place of what had the same name. */
  keep(name: string, wish?: Wish): void;
  /** Says nothing any more of what was kept. */
  forget(): void;
}

export function makeMail({ keeper }: Core): Mail {
  const kept = new Map<string, Wish>();
  let waiting: Wish[] = [];
  /** The app was told to forget all, and begins anew: what is said meanwhile is for the next one. */
  let isEnding = false;

  // A text inside a text: the panel reads it when the part that can do it is there.
  const send = (wish: Wish): void => {
    isEnding ||= wish === "logout";
    keeper.send(JSON.stringify({ t: "wish", c: JSON.stringify(wish) }));
  };
  const isReady = (): boolean => keeper.stage === "ready" && !isEnding;

  return {
    post(wish) {
      if (isReady()) send(wish);
      // What was said before a logout ends with it.
      else if (wish === "logout") waiting = [wish];
      else waiting.push(wish);
    },
    keep(name, wish) {
      if (wish) kept.set(name, wish);
      else kept.delete(name);
      if (wish && isReady()) send(wish);
    },
    forget() {
      kept.clear();
    },
    heard({ t }) {
      // A logout of this page has forgotten already, and what was said after it stays.
      if (t === "forgotten" && !isEnding) kept.clear();
      if (t !== "ready") return;
      isEnding = false;
      if (waiting[0] === "logout") {
        waiting.shift();
        return send("logout");
      }
      kept.forEach(send);
      const due = waiting;
      waiting = [];
      due.forEach(send);
    },
    removed() {
      kept.clear();
      waiting = [];
    },
  };
}
