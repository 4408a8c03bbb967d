/**
 * The page's calls, those that were made before this part came and all later ones. Loaded only for
 * pages that call something which the first part cannot do by itself; what it can (open, close,
 * show …) it has done by then. A call that makes no sense changes nothing and says on the console
 * what was expected.
 */

import { complain, guarded } from "../built_ins";
import type { Concern, Parts } from "../more/more";
import type { Call, Core } from "../widget";
import { type Events, type Happenings, type Listener, makeEvents, NAMES } from "./events";
import { type Mail, makeMail } from "./mail";

/** Characters of an attribute's name and of its value. */
const NAME = /^[a-z][a-z0-9_]{0,39}$/;
const VALUE_CHARACTERS_MAX = 500;
const ATTRIBUTES_MAX = 20;
/** Bytes of a signed token, and its shape: three parts in base 64. */
const TOKEN_MAX = 4096;
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const CONVERSATION = /^cnv_[0-9a-z]{32}$/;

/** What a call expected instead of what it was given. */
type Expected = string | undefined;

/** What other parts have of it. */
export interface Calls extends Concern {
  events: Events;
  mail: Mail;
}

/** From now on every call comes here. */
export function start(core: Core, parts: Parts): Calls {
  const events = makeEvents(core, parts.wasOpen);
  const mail = makeMail(core);

  const listen = (act: "on" | "off") => (name: unknown, listener: unknown): Expected => {
    if (!NAMES.includes(name as keyof Happenings)) return `one of ${NAMES.join(", ")} first`;
    if (typeof listener !== "function") return "a function second";
    events[act](name as keyof Happenings, listener as Listener);
    return undefined;
  };

  const open = (options?: unknown): Expected => {
    if (options === undefined || options === null || options instanceof Event) return undefined;
    if (typeof options !== "object") return "nothing, or an object with conversationId or prefill";
    const { conversationId, prefill } = options as Record<string, unknown>;
    if (conversationId !== undefined && !(typeof conversationId === "string" && CONVERSATION.test(conversationId))) {
      return "a conversationId that an event has told, like cnv_…";
    }
    if (prefill !== undefined && typeof prefill !== "string") return "a text as prefill";
    if (conversationId) mail.post({ show: conversationId as string });
    if (prefill) mail.post({ compose: prefill as string });
    return undefined;
  };

  /** What the page says at present. */
  let claimed = new Set<string>();
  const setAttributes = (attributes: unknown): Expected => {
    if (typeof attributes !== "object" || !attributes || Array.isArray(attributes)) {
      return "an object of names and values";
    }
    const all = Object.keys(attributes).map((name) => [name, (attributes as Record<string, unknown>)[name]] as const);
    if (all.length > ATTRIBUTES_MAX) return `at most ${ATTRIBUTES_MAX} attributes`;
    for (const [name, value] of all) {
      if (!NAME.test(name)) return `names of small letters, digits and _, not ${JSON.stringify(name)}`;
      const isGood = value === null || ["string", "number", "boolean"].includes(typeof value);
      if (!isGood || `${value}`.length > VALUE_CHARACTERS_MAX) {
        return `a text of at most ${VALUE_CHARACTERS_MAX} characters, a number, true, false or null as ${name}`;
      }
    }
    const names = new Set(claimed);
    all.forEach(([name, value]) => names[value === null ? "delete" : "add"](name));
    if (names.size > ATTRIBUTES_MAX) return `at most ${ATTRIBUTES_MAX} attributes in all; null takes one away`;
    claimed = names;
    all.forEach(([name, value]) => {
      // What was taken back is told once more, so that the panel forgets it too.
      mail.keep(`claim ${name}`, { claim: value === null ? { name } : { name, value: `${value}` } });
    });
    return undefined;
  };

  /** Each does its call, or says what it expected instead. */
  const methods: Record<string, (...given: unknown[]) => Expected> = {
    // What pages add to every object is no method.
    __proto__: null as never,
    open,
    close: () => undefined,
    toggle: () => undefined,
    show: () => undefined,
    hide: () => undefined,
    destroy: () => void core.api.destroy(),
    refresh() {
      core.launcher.attach();
      parts.ruled((rules) => rules.refresh());
      core.draw();
      return undefined;
    },
    identify(token) {
      const isGood = typeof token === "string" && token.length <= TOKEN_MAX && TOKEN.test(token);
      if (!isGood) return "a token that your server has signed: three parts with points between them";
      mail.keep("identify", { identify: token });
      return undefined;
    },
    logout() {
      mail.forget();
      claimed.clear();
      // What is stored lies with the panel, so it has to come for it.
      core.keeper.prepare();
      mail.post("logout");
      return undefined;
    },
    setAttributes,
    trigger(name) {
      if (typeof name !== "string" || !name) return "the name that the channel's conditions wait for";
      parts.ruled((rules) => rules.trigger(name));
      return undefined;
    },
    on: listen("on"),
    off: listen("off"),
  };

  const take = guarded((call: Call): void => {
    const [name, ...given] = call;
    const method = methods[name];
    if (!method) return complain(`there is no ${String(name)}; there are ${Object.keys(methods).join(", ")}`);
    const expected = method(...given);
    if (expected) complain(`${name} expects ${expected}`);
  });
  core.calls = { push: take };
  parts.waiting.forEach((call) => take(call));
  return {
    events,
    mail,
    heard(message) {
      events.heard(message);
      mail.heard(message);
      if (message.t === "forgotten") claimed.clear();
    },
    drawn: events.drawn,
    removed() {
      events.removed();
      mail.removed();
    },
  };
}
