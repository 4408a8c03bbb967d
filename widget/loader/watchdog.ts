/**
 * Notices a panel that hangs, died or never came, while somebody looks at it. It counts its own
 * ticks instead of reading a clock: a laptop that slept, or a hidden tab, is no reason for alarm.
 */

import { clearInterval, guarded, setInterval } from "./built_ins";

const TICK_MS = 1000;
const PING_EVERY_TICKS = 4;
/** Two pings went unanswered. */
const SILENT_TICKS_MAX = 9;
const START_TICKS_MAX = 15;

const REPLACED_MAX = 3;
const REPLACED_WITHIN_MS = 300_000;

export interface Watchdog {
  /** Life was seen, or waiting begins anew. */
  reset(): void;
  start(): void;
  stop(): void;
}

export function makeWatchdog(isReady: () => boolean, ping: () => void, dead: () => void): Watchdog {
  let n_ticks = 0;
  let timer: number | undefined;
  const tick = guarded(() => {
    n_ticks = document.hidden ? 0 : n_ticks + 1;
    if (n_ticks === (isReady() ? SILENT_TICKS_MAX : START_TICKS_MAX)) {
      n_ticks = 0;
      dead();
    } else if (n_ticks && n_ticks % PING_EVERY_TICKS === 0) ping();
  });
  const stop = (): void => {
    clearInterval(timer);
  };
  return {
    reset() {
      n_ticks = 0;
    },
    start() {
      stop();
      n_ticks = 0;
      timer = setInterval(tick, TICK_MS);
    },
    stop,
  };
}

/** Says whether a frame may be made: a panel that always dies must not come back for ever. */
export function makeAllowance(): () => boolean {
  const replaced_at: number[] = [];
  let n_made = 0;
  return () => {
    const now = performance.now();
    const place = n_made % REPLACED_MAX;
    if (now - replaced_at[place] < REPLACED_WITHIN_MS) return false;
    // The first frame replaces nothing.
    if (n_made++) replaced_at[place] = now;
    return true;
  };
}
