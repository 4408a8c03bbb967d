/**
 * The widget on the page: launcher, panel and frame held together by three facts, which `draw`
 * shows. Nothing is asked of the network before the visitor reaches for the launcher.
 */

import { guarded } from "./built_ins";
import { type Frame, makeFrame } from "./frame";
import { CLOSED, type FrameMessage, OPENED, PING } from "./handshake";
import { makeLauncher } from "./launcher";
import { makePanel } from "./panel";
import { judge, makeAllowance, makeWatchdog, type Stage } from "./watchdog";

export interface Widget {
  open(): void;
  close(): void;
  toggle(): void;
  destroy(): void;
}

export function makeWidget(): Widget {
  const launcher = makeLauncher();
  const panel = makePanel(launcher.root);
  const mayMakeFrame = makeAllowance();
  let frame: Frame | undefined;
  let isOpen = false;
  let stage: Stage = "";
  let n_unread = 0;

  const draw = (): void => {
    launcher.draw(isOpen, stage, n_unread);
    // Closed, the panel has no tab stop and is not read out.
    panel.element.inert = !isOpen;
  };

  const enter = (next: Stage): void => {
    stage = next;
    watchdog.reset();
    draw();
  };

  const send = (message: string): void => {
    if (frame && stage === "ready") frame.send(message);
  };

  const hear = (message: FrameMessage): void => {
    watchdog.reset();
    switch (message.t) {
      case "hello":
        panel.offerLink(false);
        enter("seen");
        break;
      case "ready":
        enter("ready");
        if (isOpen) send(OPENED);
        break;
      case "unread":
        n_unread = Number(message.c) || 0;
        draw();
        break;
      case "close":
        close();
        break;
      case "trapped":
        replace();
    }
  };

  /** Makes the frame unless it is there; hidden at first, so that a click finds it loaded. */
  const prepare = (): void => {
    if (frame) return;
    if (mayMakeFrame()) frame = makeFrame(panel.element, () => enter("wait"), hear);
    else panel.offerLink(true);
  };

  const focus = (): void => (frame ? frame.element : launcher.button).focus();

  const replace = (): void => {
    const hadFocus = frame && launcher.root.activeElement === frame.element;
    if (frame) frame.remove();
    frame = undefined;
    enter("wait");
    prepare();
    if (hadFocus) focus();
  };

  const watchdog = makeWatchdog((n_ticks) => {
    const verdict = judge(stage, n_ticks);
    if (verdict === "ping") send(PING);
    else if (verdict) panel.offerLink(true);
    if (verdict === "replace") replace();
  });

  const open = (): void => {
    launcher.attach();
    if (isOpen) return;
    isOpen = true;
    prepare();
    watchdog.start();
    draw();
    focus();
    send(OPENED);
  };

  const close = (): void => {
    if (!isOpen) return;
    // The page's focus is left alone when it is not with us.
    const hadFocus = launcher.root.activeElement;
    isOpen = false;
    watchdog.stop();
    send(CLOSED);
    draw();
    if (hadFocus) launcher.button.focus();
  };

  const toggle = (): void => (isOpen ? close() : open());

  launcher.button.addEventListener("click", guarded(toggle));
  // Fingers enter as well, a moment before their click.
  launcher.button.addEventListener("pointerenter", guarded(prepare));
  launcher.button.addEventListener("focus", guarded(prepare));
  launcher.root.addEventListener(
    "keydown",
    guarded((event: Event) => {
      if ((event as KeyboardEvent).key === "Escape") close();
    }),
  );
  draw();
  launcher.attach();

  return {
    open,
    close,
    toggle,
    destroy() {
      watchdog.stop();
      if (frame) frame.remove();
      panel.remove();
      launcher.remove();
    },
  };
}
