/**
 * `window.HubSpotConversations` as HubSpot documents it, on top of our own API, so that a site which
 * moves to Pulina keeps its scripts. Loaded only where the snippet asks for it (`?compat=hubspot`).
 *
 * What differs, because the page never learns what was said: `quickReplyButtonClick` has no values.
 * The settings that decide about the panel's parts have no effect; the channel's own do.
 */

import { complain, guarded } from "../built_ins";
import type { Happenings } from "../calls/events";
import { start as standInline } from "../inline/inline";
import type { Concern, Parts } from "../more/more";
import { keepOff } from "../more/off";
import type { Core } from "../widget";

const LINK = "#hs-chat-open";

interface Settings {
  loadImmediately?: boolean;
  inlineEmbedSelector?: string;
  identificationEmail?: string;
  identificationToken?: string;
}

type Listener = (payload: object) => void;

interface HubSpotWindow {
  hsConversationsSettings?: Settings;
  hsConversationsOnReady?: (() => void)[];
  HubSpotConversations?: object;
}

/** Our happenings, by HubSpot's names, and the payloads that go with them. */
const EVENTS: { [ours in keyof Happenings]?: [theirs: string, payload: (happening: Happenings[ours]) => object] } = {
  conversationStarted: ["conversationStarted", ({ conversationId }) => ({ conversation: { conversationId } })],
  conversationEnded: ["conversationClosed", ({ conversationId }) => ({ conversation: { conversationId } })],
  conversationSelected: ["userSelectedThread", ({ conversationId }) => ({ conversation: { conversationId } })],
  contactIdentified: ["contactAssociated", () => ({ message: "visitor has been associated with a contact" })],
  interacted: ["userInteractedWithWidget", () => ({ message: "user has interacted with the widget" })],
  closed: ["widgetClosed", () => ({ message: "widget has been closed" })],
  quickReplyChosen: ["quickReplyButtonClick", () => ({ value: [] })],
};

export async function start(core: Core, { calls, rules, debug }: Parts): Promise<Concern> {
  const { events, mail } = await calls();
  const page = window as unknown as HubSpotWindow;
  const { settings, widget, keeper } = core;
  const given = page.hsConversationsSettings || {};
  const listeners = new Map<string, Set<Listener>>();
  const isHidden = !!settings.hidden;
  let isLoaded = false;
  let inline: Concern = {};

  const tell = (name: string, payload: object): void => {
    [...(listeners.get(name) || [])].forEach((listener) => {
      try {
        listener(payload);
      } catch (fault) {
        complain(fault);
      }
    });
  };
  const listened = (Object.keys(EVENTS) as (keyof Happenings)[]).map((ours) => {
    const [theirs, payload] = EVENTS[ours]!;
    const listener = (happening: object): void => tell(theirs, payload(happening as never));
    events.on(ours, listener);
    return () => events.off(ours, listener);
  });
  let n_conversations = 0;
  const counted = ({ unread }: { unread?: number }): void => {
    const n = unread ? 1 : 0;
    if (n === n_conversations) return;
    n_conversations = n;
    tell("unreadConversationCountChanged", { unreadCount: n });
  };
  events.on("unreadChanged", counted);

  const load = (options: { widgetOpen?: boolean } = {}): void => {
    if (isLoaded) return;
    isLoaded = true;
    settings.hidden = isHidden;
    keepOff(core, "compat", false);
    if (given.identificationToken) mail.keep("identify", { identify: given.identificationToken });
    if (given.inlineEmbedSelector && !core.wishes.inline) {
      core.wishes.inline = given.inlineEmbedSelector;
      inline = standInline(core);
    } else if (options.widgetOpen) widget.open();
    tell("widgetLoaded", { message: "widget has loaded" });
  };

  const api = {
    widget: {
      load,
      refresh(options: { openToNewThread?: boolean } = {}) {
        rules()?.refresh();
        if (!options.openToNewThread) return;
        widget.open();
        mail.post("begin");
      },
      open: () => isLoaded && widget.open(),
      close: () => widget.close(),
      remove() {
        widget.close();
        keeper.remove();
        keeper.enter("");
        settings.hidden = true;
        isLoaded = false;
        core.draw();
      },
      status: () => ({ loaded: isLoaded, pending: false }),
    },
    on(name: string, listener: Listener) {
      if (!listeners.has(name)) listeners.set(name, new Set());
      listeners.get(name)!.add(listener);
    },
    off(name: string, listener: Listener) {
      listeners.get(name)?.delete(listener);
    },
    clear(options: { resetWidget?: boolean } = {}) {
      keeper.prepare();
      mail.forget();
      mail.post("logout");
      if (options.resetWidget) widget.close();
    },
    debug,
    resetAndReloadWidget: () => api.clear({ resetWidget: true }),
  };

  const addressed = guarded(() => {
    if (location.hash !== LINK) return;
    load();
    widget.open();
  });
  const clicked = guarded((event: Event) => {
    if (!(event.target as Element).closest(`[href$="${LINK}"]`)) return;
    event.preventDefault();
    load();
    widget.open();
  });

  addEventListener("hashchange", addressed);
  addEventListener("click", clicked, true);
  page.HubSpotConversations = api;
  if (given.loadImmediately !== false) load();
  const waiting = Array.isArray(page.hsConversationsOnReady) ? page.hsConversationsOnReady : [];
  waiting.forEach((ready) => guarded(ready)());
  addressed();

  return {
    drawn: () => inline.drawn?.(),
    removed() {
      removeEventListener("hashchange", addressed);
      removeEventListener("click", clicked, true);
      listened.forEach((end) => end());
      events.off("unreadChanged", counted);
      listeners.clear();
      inline.removed?.();
      if (page.HubSpotConversations === api) delete page.HubSpotConversations;
    },
  };
}
