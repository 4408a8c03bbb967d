/**
 * Notices a panel that hangs, died or never came, while somebody looks at it. It counts its own
 * ticks instead of reading a clock: a laptop that slept, or a hidden tab, is no reason for alarm.
 */

import type { Stage } from "../keeper";

// The platform as it is now: pages replace it later by clocks of their own.
const { setInterval, clearInterval } = window;

/** An enum, because esbuild writes its values in place. */
const enum Limit {
  TickMs = 1000,
  PingEveryTicks = 4,
  /** Two pings went unanswered. */
  SilentTicks = 9,
  /** The panel's page greets back at once; another document never does. */
  GreetingTicks = 5,
  StartTicks = 15,
  Replaced = 3,
  ReplacedWithinMs = 300_000,
}

export type Verdict = "ping" | "link" | "replace" | undefined;

/** What to do when nothing was heard for so many ticks. */
export function judge(stage: Stage, n_ticks: number): Verdict {
  // A page whose app does not start offers its plain form, which must not be taken away.
  if (stage === "seen") return undefined;
  if (stage === "ready") {
    if (n_ticks === Limit.SilentTicks) return "replace";
    return n_ticks % Limit.PingEveryTicks ? undefined : "ping";
  }
  if (stage && n_ticks === Limit.GreetingTicks) return "link";
  // What is still on its way over a slow line would only start from the beginning.
  return n_ticks === Limit.StartTicks ? (stage ? "replace" : "link") : undefined;
}

export interface Watchdog {
  /** Life was seen, or waiting begins anew. */
  reset(): void;
  start(): void;
  stop(): void;
}

export function makeWatchdog(act: (n_ticks: number) => void): Watchdog {
  let n_ticks = 0;
  let timer: number | undefined;
  const stop = (): void => clearInterval(timer);
  const tick = (): void => {
    if (document.hidden) n_ticks = 0;
    else act(++n_ticks);
  };
  return {
    reset() {
      n_ticks = 0;
    },
    start() {
      n_ticks = 0;
      timer = setInterval(tick, Limit.TickMs);
    },
    stop,
  };
}

/** Says whether a frame may be replaced: a panel that always dies must not come back for ever. */
export function makeAllowance(): () => boolean {
  const replaced_at: number[] = [];
  let n_replaced = 0;
  return () => {
    const now = performance.now();
    const place = n_replaced % Limit.Replaced;
    if (now - replaced_at[place] < Limit.ReplacedWithinMs) return false;
    replaced_at[place] = now;
    n_replaced++;
    return true;
  };
}
