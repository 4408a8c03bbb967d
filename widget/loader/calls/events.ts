/**
 * What the page can be told of (`Pulina.on`). The page learns that something happened, how many and
 * opaque ids, never what was said.
 */

import { complain } from "../built_ins";
import type { Concern } from "../more/more";
import type { Core } from "../widget";

interface OfConversation {
  conversationId: string;
}

/** Everything that happens, with what the page is told about it (`public/pulina.d.ts`). */
export interface Happenings {
  opened: object;
  closed: object;
  unreadChanged: { unread: number };
  conversationStarted: OfConversation;
  conversationEnded: OfConversation;
  conversationSelected: OfConversation;
  contactIdentified: object;
  interacted: object;
  quickReplyChosen: object;
}

/** The names, for whoever asks for another one. */
export const NAMES: (keyof Happenings)[] = [
  "opened",
  "closed",
  "unreadChanged",
  "conversationStarted",
  "conversationEnded",
  "conversationSelected",
  "contactIdentified",
  "interacted",
  "quickReplyChosen",
];

/** What the panel calls them: `Happening` and `LaterMessage` of `shared/src/wire/embed.rs`. */
const OF_PANEL: Record<string, keyof Happenings> = {
  started: "conversationStarted",
  ended: "conversationEnded",
  selected: "conversationSelected",
  identified: "contactIdentified",
  interacted: "interacted",
  chosen: "quickReplyChosen",
};

/** What the server found wrong with what the page says; the code is all that is known of it. */
const REFUSED: Record<string, string> = {
  attributes_refused: "setAttributes: what the page says of the visitor could not be taken",
  identity_expired: "identify: the token has expired (identity_expired); let your server sign a new one for each page",
  identity_invalid:
    "identify: the token is not valid (identity_invalid); it must be signed by a live key of this channel, name it as aud, and have sub and an exp of at most a day ahead",
};

export type Listener = (happening: object) => void;

export interface Events extends Required<Concern> {
  on(name: keyof Happenings, listener: Listener): void;
  off(name: keyof Happenings, listener: Listener): void;
}

/** `wasOpen`: whether the panel was open already when the page first called something. */
export function makeEvents(core: Core, wasOpen: boolean): Events {
  const listeners = new Map<string, Set<Listener>>();
  let hasInteracted = false;
  let n_unread = 0;

  const happens = <Name extends keyof Happenings>(name: Name, happening: Happenings[Name]): void => {
    // A copy, because a listener may take itself away.
    [...(listeners.get(name) || [])].forEach((listener) => {
      try {
        listener({ ...happening });
      } catch (fault) {
        complain(fault);
      }
    });
  };
  const happened = ({ what, conversation }: { what: string; conversation?: string }): void => {
    if (REFUSED[what]) complain(REFUSED[what]);
    const name = OF_PANEL[what];
    // Once on a page.
    if (!name || (name === "interacted" && hasInteracted)) return;
    hasInteracted ||= name === "interacted";
    happens(name, (conversation ? { conversationId: conversation } : {}) as never);
  };

  return {
    on(name, listener) {
      if (!listeners.has(name)) listeners.set(name, new Set());
      listeners.get(name)!.add(listener);
    },
    off(name, listener) {
      listeners.get(name)?.delete(listener);
    },
    heard({ t, c }) {
      // What the panel's later part tells is a message by itself.
      happened(t === "happened" ? (c as { what: string }) : { what: t });
      if (t !== "unread" || c === n_unread) return;
      n_unread = Number(c) || 0;
      happens("unreadChanged", { unread: n_unread });
    },
    drawn() {
      if (core.isOpen === wasOpen) return;
      wasOpen = core.isOpen;
      happens(wasOpen ? "opened" : "closed", {});
    },
    removed() {
      listeners.clear();
    },
  };
}
