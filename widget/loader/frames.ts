/**
 * What loader and panel say to each other. Nothing is done here, so that every part of the loader
 * can import it and gets no more than it uses.
 */

/** `FrameMessage` and `LaterMessage` of `shared/src/wire/embed.rs`, and the `hello` that proves it. */
export interface FrameMessage {
  t: "hello" | "ready" | "pong" | "close" | "open" | "unread" | "trapped" | "notify" | "language" | "renewed" | "happened" | "inspected" | "forgotten" | "identified" | "identity_expired" | "identity_invalid" | "attributes_refused";
  c?: unknown;
}

/** `HostMessage`. Written by hand as JSON, because old libraries teach JSON.stringify tricks. */
export const OPENED = '{"t":"opened"}';
export const CLOSED = '{"t":"closed"}';
