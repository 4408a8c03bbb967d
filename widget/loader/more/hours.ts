/**
 * A channel can have no launcher while nobody is there. How that stands came with the settings; it
 * is asked again once a minute while somebody looks at the page, at the moment that the timetable
 * names, and when somebody comes back to the page, so a change of the timetable or of what decides
 * is seen as well. Channels that keep their launcher are never asked.
 */

import { guarded } from "../built_ins";
import type { Hides } from "../settings";
import type { Core } from "../widget";
import { asked } from "./asked";
import type { Concern } from "./more";
import { keepOff } from "./off";

/** With what the worker may be behind, less than a minute. */
const ASK_MS = 45_000;

export function followHours(core: Core): Concern {
  const { settings } = core;
  if (!settings.hides) return {};
  const { setTimeout, clearTimeout } = window;
  let timer: number | undefined;
  let isRemoved = false;

  const wait = (): void => {
    clearTimeout(timer);
    if (isRemoved) return;
    const until = settings.hides?.until;
    const due = until ? Math.min(Math.max(until - Date.now(), 1_000), ASK_MS) : ASK_MS;
    timer = setTimeout(look, due);
  };
  const look = guarded(() => {
    clearTimeout(timer);
    // Whoever comes back is shown how it stands then.
    if (document.hidden) return;
    asked<Hides | null>(core, "hides", settings.lang).then(
      guarded((hides) => {
        if (isRemoved) return;
        // Absent when the channel keeps its launcher from now on.
        settings.hides = hides || { now: false };
        keepOff(core, "hours", settings.hides.now);
        wait();
      }),
      wait,
    );
  });
  document.addEventListener("visibilitychange", look);
  wait();
  return {
    removed() {
      isRemoved = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    },
  };
}
