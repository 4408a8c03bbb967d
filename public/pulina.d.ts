/**
 * What the scripts of a page may call once Pulina's snippet is on it.
 *
 * ```html
 * <script>window.Pulina = window.Pulina || { q: [] };</script>
 * <script async src="https://HOST/embed/CHANNEL.js"></script>
 * ```
 *
 * The snippet comes when the browser has time for it. Whatever is called before goes into the queue:
 * `Pulina.q.push(["open", { prefill: "Hello" }])`, or a function that is given the API. The same
 * works afterwards. Nothing here ever throws; a call that makes no sense changes nothing and says on
 * the console what was expected.
 */

export {};

declare global {
  interface Window {
    Pulina: Pulina;
  }

  interface WindowEventMap {
    /** The API can be called; `detail` is it. */
    "pulina:ready": CustomEvent<Pulina>;
  }

  /** The chat of one channel. `window.Pulina` is that of the first snippet on the page. */
  interface Pulina {
    /** Opens the panel. */
    open(options?: PulinaOpen): void;
    /** Closes the panel; the conversation goes on. */
    close(): void;
    /** Opens or closes the panel. */
    toggle(): void;
    /** Shows the launcher. */
    show(): void;
    /** Hides the launcher, and closes the panel. */
    hide(): void;
    /** Takes everything of Pulina's off the page; nothing can be called afterwards. */
    destroy(): void;
    /** Looks at the page again and decides anew what is shown. Changes of the address are seen without it. */
    refresh(): void;
    /**
     * Says who the visitor is, by a token that your server has signed (JWT). It is sent when the
     * visitor opens the chat or has a conversation already; `contactIdentified` follows.
     */
    identify(token: string): void;
    /** Ends the visitor's conversations on this device and forgets who they are. */
    logout(): void;
    /**
     * Tells agents what the page knows of the visitor, marked as claimed, once the visitor has begun
     * a conversation. `null` takes an attribute away.
     */
    setAttributes(attributes: Record<string, string | number | boolean | null>): void;
    /** Meets the conditions of the channel that wait for this name. */
    trigger(name: string): void;
    /** Calls `listener` whenever it happens; gives what ends that. */
    on<Name extends keyof PulinaEvents>(name: Name, listener: (event: PulinaEvents[Name]) => void): () => void;
    /** No longer calls `listener`. */
    off<Name extends keyof PulinaEvents>(name: Name, listener: (event: PulinaEvents[Name]) => void): void;
    /** Kept when everything above can be called at once. */
    readonly ready: Promise<Pulina>;
    /** Takes calls, at any time. */
    readonly q: { push(call: PulinaCall): void };
    /** The chats of all snippets on the page, by their channel. */
    readonly channels: Readonly<Record<string, Pulina>>;
  }

  interface PulinaOpen {
    /** One of the visitor's own conversations; the present one when it is none of theirs. */
    conversationId?: string;
    /** What stands in the composer, unless something is written there already. */
    prefill?: string;
  }

  /** The name of a method, alone or with its arguments, or a function that is given the API. */
  type PulinaCall =
    | "open" | "close" | "toggle" | "show" | "hide" | "destroy" | "refresh" | "logout"
    | ["open", PulinaOpen?]
    | ["close" | "toggle" | "show" | "hide" | "destroy" | "refresh" | "logout"]
    | ["identify" | "trigger", string]
    | ["setAttributes", Record<string, string | number | boolean | null>]
    | { [Name in keyof PulinaEvents]: ["on" | "off", Name, (event: PulinaEvents[Name]) => void] }[keyof PulinaEvents]
    | ((pulina: Pulina) => void);

  /** What happens. The page learns how many and opaque ids, never what was said. */
  interface PulinaEvents {
    /** The panel was opened. */
    opened: Record<string, never>;
    /** The panel was closed. */
    closed: Record<string, never>;
    /** Another number of messages is unread. */
    unreadChanged: { unread: number };
    /** The visitor has begun a conversation. */
    conversationStarted: { conversationId: string };
    /** A conversation was ended, by an agent or by the visitor. */
    conversationEnded: { conversationId: string };
    /** The visitor has gone to another conversation of theirs. */
    conversationSelected: { conversationId: string };
    /** The visitor has become known as a contact. */
    contactIdentified: Record<string, never>;
    /** The visitor has done something in the panel for the first time on this page. */
    interacted: Record<string, never>;
    /** The visitor has pressed one of the offered answers. */
    quickReplyChosen: Record<string, never>;
  }
}
