/** Why a launcher is not there for now. It is there again when no reason is left. */

import type { Core } from "../widget";

export type Reason = "hours" | "page" | "compat";

/** Takes the launcher away for this reason, or no longer. */
export function keepOff(core: Core, reason: Reason, isOff: boolean): void {
  core.off ||= new Set();
  if (isOff) core.off.add(reason);
  else core.off.delete(reason);
  core.settings.off = core.off.size > 0;
  core.draw();
}
