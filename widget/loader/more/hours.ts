/**
 * A channel can have no launcher while nobody is there. Its timetable came with the settings;
 * where users decide too, it is asked once a minute while somebody looks at the page.
 */

import type { Core } from "../widget";
import { freshSettings } from "./fresh";
import type { Concern } from "./more";

const ASK_MS = 50_000;
/** Timers overflow beyond this; an earlier look does no harm. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export function followHours(core: Core): Concern {
  const { settings, launcher } = core;
  if (!settings.hides) return {};
  const { setTimeout, clearTimeout } = window;
  let timer: number | undefined;

  const show = (): void => {
    // Whoever has begun goes on.
    const isGone = settings.hides!.now && !core.isOpen && !core.keeper.frame;
    launcher.button.hidden = isGone || !!settings.hidden;
  };
  const wait = (): void => {
    const { until, ask } = settings.hides!;
    const due = ask ? ASK_MS : until ? until - Date.now() : 0;
    clearTimeout(timer);
    if (due) timer = setTimeout(look, Math.min(Math.max(due, 1_000), TIMER_MS_MAX));
  };
  const look = core.guarded(() => {
    if (document.hidden) return wait();
    freshSettings(core, settings.lang).then(
      core.guarded((fresh) => {
        settings.hides = fresh.hides;
        if (!settings.hides) launcher.button.hidden = !!settings.hidden;
        else {
          show();
          wait();
        }
      }),
      wait,
    );
  });
  document.addEventListener("visibilitychange", look);
  show();
  wait();
  return {
    drawn() {
      if (settings.hides) show();
    },
    removed() {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    },
  };
}
