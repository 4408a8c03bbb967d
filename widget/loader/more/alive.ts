/**
 * Replaces a panel that hangs, died or never came, while somebody looks at it. The conversation
 * and the draft are the panel's; they survive in its own storage.
 */

import { guarded } from "../built_ins";
import type { Core } from "../widget";
import type { Concern } from "./more";
import { judge, makeAllowance, makeWatchdog } from "./watchdog";

const PING = '{"t":"ping"}';

export function keepAlive(core: Core): Concern {
  const { keeper, launcher, panel } = core;
  const mayReplace = makeAllowance();
  let stage = keeper.stage;
  let isWatching = false;

  const offerLink = (): void => panel.element.append(panel.link);
  const replace = (): void => {
    if (!mayReplace()) return offerLink();
    const hadFocus = keeper.frame && launcher.root.activeElement === keeper.frame;
    keeper.remove();
    keeper.enter("wait");
    keeper.prepare();
    if (hadFocus) core.focus();
  };

  const watchdog = makeWatchdog(
    guarded((n_ticks: number) => {
      const verdict = judge(keeper.stage, n_ticks);
      if (verdict === "ping") keeper.send(PING);
      else if (verdict) offerLink();
      if (verdict === "replace") replace();
    }),
  );

  return {
    heard(message) {
      watchdog.reset();
      if (message.t === "trapped") replace();
    },
    drawn() {
      if (stage !== keeper.stage) watchdog.reset();
      stage = keeper.stage;
      if (isWatching === core.isOpen) return;
      isWatching = core.isOpen;
      if (isWatching) watchdog.start();
      else watchdog.stop();
    },
    removed: watchdog.stop,
  };
}
