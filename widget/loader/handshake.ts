/**
 * How the loader and the panel come to trust each other (PROTOCOL §6): one message with an exact
 * target and one end of a channel, and back comes proof that the right window took it. The loader
 * has no message listener on the window, so the page can neither forge nor disturb anything.
 */

import { guarded, parse } from "./built_ins";
import type { FrameMessage } from "./frames";
import { settings } from "./settings";

/** Greets the panel in `target`; `heard` is called from its right `hello` on. */
export function greet(target: Window, heard: (message: FrameMessage, from: MessagePort) => void): void {
  const { port1, port2 } = new MessageChannel();
  // 128 random bits as text, "1,2,3,4".
  const nonce = `${crypto.getRandomValues(new Uint32Array(4))}`;
  let isBelieved = false;
  port1.onmessage = guarded((event: MessageEvent) => {
    const message = parse(event.data);
    if (message.t === "hello" && message.c === nonce) isBelieved = true;
    if (isBelieved) heard(message, port1);
  });
  target.postMessage({ pulina: 1, nonce }, settings.origin, [port2]);
}
