/**
 * The bubble beside the launcher: said once on a page, gone for good when the visitor opens the
 * chat or takes it away. Nothing of it is stored, and it never opens the panel by itself.
 */

import type { Core } from "../widget";
import type { Concern } from "./more";
import { addStyle } from "./style";

export function showTeaser(core: Core): Concern {
  const { launcher, settings, wishes } = core;
  if (!settings.teaser || wishes.inline || settings.hidden) return {};
  const { side, x = 20, y = 20 } = settings;
  addStyle(
    launcher.root,
    `p{position:fixed;inset-block-end:calc(${y + 68}px + env(safe-area-inset-bottom));inset-inline-${side}:${x}px;` +
      "display:flex;gap:4px;align-items:flex-start;max-width:min(280px,100vw - 56px);margin:0;padding:12px 4px 12px 16px;" +
      "border:1px solid #8884;border-radius:16px;background:Canvas;color:CanvasText;" +
      "box-shadow:0 4px 20px #0003;animation:o .2s;font:15px/1.4 system-ui,sans-serif}" +
      "p>span{cursor:pointer;overflow-wrap:anywhere}" +
      "p>button{position:static;flex:none;width:32px;height:32px;margin:-6px 0;border-radius:50%;" +
      "background:none;color:inherit;box-shadow:none;font:20px/1 system-ui,sans-serif}",
  );
  const bubble = document.createElement("p");
  const words = document.createElement("span");
  const away = document.createElement("button");
  words.textContent = settings.teaser;
  words.dir = "auto";
  words.onclick = core.guarded(core.widget.open);
  away.type = "button";
  away.textContent = "×";
  away.setAttribute("aria-label", settings.dismiss || "");
  away.onclick = core.guarded(() => {
    bubble.remove();
    launcher.button.focus();
  });
  bubble.append(words, away);
  // Before the launcher in tab order would delay everybody; after it, it is found where it is seen.
  launcher.button.after(bubble);
  return {
    drawn() {
      if (core.isOpen) bubble.remove();
    },
  };
}
