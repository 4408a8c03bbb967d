/**
 * A server in memory that says of one conversation what a panel has to hear (`docs/PROTOCOL.md`): one
 * can agree, answer, write and be answered. It knows no account and keeps nothing.
 */

import type { Draft, PanelSettings, User } from "./draft";
import { TALK } from "./talk";

/** Only the built files are had from the real server. */
const REAL = /\/assets\/[^/]+$/;
const NOBODY: User = { id: "usr_0000000000000000", name: "Pulina" };
const EPOCH = "epo_0000000000000000";
const ANSWER_MS = 900;

type Act = Record<string, any> | string;

export interface Server {
  /** What the device of this visitor keeps already. */
  kept(): Record<string, string>;
  fetch: typeof fetch;
  Socket: new (address: string) => EventTarget;
}

export function makeServer(shown: () => Draft | undefined, published: () => PanelSettings): Server {
  const draft = shown();
  const user = draft?.user || NOBODY;
  const [question, answer] = TALK[document.documentElement.lang] || TALK.en!;
  const settings = (): PanelSettings => shown()?.panel || published();
  const isBegun = draft?.scene === "conversation" || draft?.scene === "ended";
  const events: object[] = [];
  let socket: Socket | undefined;
  let n_messages = 0;

  const state: Record<string, unknown> = {
    status: "open", visitor_read: 0, agent_read: 0, people: [user],
    form_done: isBegun, email_known: isBegun,
  };
  const now = (): object => ({ ...state });
  const id = (n: number): string => `01900000-0000-7000-8000-${`${n}`.padStart(12, "0")}`;
  const agent = { agent: user.id };

  const add = (kind: object, at = Date.now()): number => {
    const event = { seq: events.length + 1, at, kind };
    events.push(event);
    socket?.tell({ events: { events: [event] } });
    return events.length;
  };
  const say = (author: unknown, text: string, at?: number, name = id((n_messages += 1))): number =>
    add({ message: { id: name, author, text } }, at);

  const reply = (): void => {
    const typing = (is_typing: boolean): void => socket?.tell({ typing: { author: agent, is_typing } });
    setTimeout(() => typing(true), ANSWER_MS / 3);
    setTimeout(() => {
      typing(false);
      state.owner = user.id;
      state.agent_read = events.length;
      say(agent, answer!);
      socket?.tell({ state: now() });
    }, ANSWER_MS);
  };

  /** Does it, and gives its place in the log. */
  const does = (name: string, act: Act): number => {
    if (act === "end") {
      state.status = "closed";
      return add({ activity: { closed: "visitor" } });
    }
    if (typeof act === "string") return events.length;
    if (act.send_message) {
      state.status = "open";
      reply();
      return say("visitor", act.send_message.text, undefined, name);
    }
    if (act.edit_message) return add({ edited: act.edit_message });
    if (act.delete_message) return add({ deleted: act.delete_message });
    if (act.rate) {
      state.rating = act.rate;
      return add({ rated: act.rate });
    }
    if (act.fill_form) state.form_done = state.email_known = true;
    if (act.consent?.purpose === "process") state.consent = act.consent.is_given ? act.consent.version : undefined;
    if (act.consent?.purpose === "communicate") state.may_contact = act.consent.is_given;
    return act.consent ? add({ consent: act.consent }) : events.length;
  };

  class Socket extends EventTarget {
    readyState = 0;

    constructor() {
      super();
      socket = this;
      setTimeout(() => {
        this.readyState = 1;
        this.dispatchEvent(new Event("open"));
      });
    }

    tell(frame: object | string): void {
      const data = typeof frame === "string" ? frame : JSON.stringify(frame);
      // Never before the sender has gone on.
      setTimeout(() => this.readyState === 1 && this.dispatchEvent(new MessageEvent("message", { data })));
    }

    send(text: string): void {
      if (text === "ping") return this.tell("pong");
      const frame = JSON.parse(text);
      if (frame.hello) {
        const { resume } = frame.hello;
        const after = resume?.epoch === EPOCH ? resume.after : 0;
        const hello = { version: frame.hello.version, epoch: EPOCH, resumed: !!after, after, last_seq: events.length };
        this.tell({ hello: { ...hello, state: now() } });
        if (events.length > after) this.tell({ events: { events: events.slice(after) } });
      }
      if (frame.command) {
        const { id } = frame.command;
        const seq = does(id, frame.command.do);
        this.tell({ accepted: { id, seq, at: Date.now() } });
        this.tell({ state: now() });
      }
    }

    close(): void {
      this.readyState = 3;
      if (socket === this) socket = undefined;
    }
  }

  const { fetch } = window;
  const json = (body: object): Response =>
    new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
  const conversation = (): string => `cnv_${settings().channel.slice(4, 20)}${"0".repeat(16)}`;

  const answered = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { pathname } = new URL(input instanceof Request ? input.url : input, location.href);
    if (REAL.test(pathname)) return fetch.call(window, input, init);
    if (pathname.endsWith("/visits")) {
      return json({ visitor: "vis_0000000000000000", conversation: conversation() });
    }
    if (pathname.endsWith("/availability")) return json(settings().availability);
    if (pathname.endsWith("/conversations")) return json({ conversations: [] });
    throw new TypeError("a preview sends nothing");
  };

  return {
    fetch: answered as typeof window.fetch,
    Socket,
    kept() {
      if (!draft || !isBegun) return {};
      state.consent = draft.panel.consent?.version;
      const at = Date.now() - 180_000;
      say("visitor", question!, at);
      say(agent, answer!, at + 60_000);
      state.owner = user.id;
      state.agent_read = 1;
      if (draft.scene === "ended") {
        state.status = "closed";
        add({ activity: { closed: agent } }, at + 120_000);
      }
      // All of it was seen.
      state.visitor_read = events.length;
      const prefix = `pulina.${draft.panel.channel}.`;
      return {
        [`${prefix}token`]: `pvt_${"0".repeat(52)}`,
        [`${prefix}conversation`]: conversation(),
      };
    },
  };
}
