/**
 * A bubble beside the launcher. It never takes the focus and never opens the panel by itself; it
 * goes when the visitor opens the chat or takes it away.
 */

import { guarded } from "../built_ins";
import { addStyle } from "../more/style";
import type { Core } from "../widget";

export interface Bubble {
  remove(): void;
}

const styled = new WeakSet<ShadowRoot>();

/** Shows the words. `gone` is called when the visitor has opened the chat or taken the bubble away. */
export function showBubble(core: Core, words: string, gone: () => void): Bubble {
  const { launcher, settings } = core;
  dress(core);
  const bubble = document.createElement("p");
  const text = document.createElement("span");
  const away = document.createElement("button");
  const remove = (): void => bubble.remove();
  const end = (): void => {
    remove();
    gone();
  };
  text.textContent = words;
  text.dir = "auto";
  text.onclick = guarded(() => {
    end();
    core.widget.open();
  });
  away.type = "button";
  away.textContent = "×";
  away.setAttribute("aria-label", settings.dismiss || "×");
  away.onclick = guarded(() => {
    end();
    launcher.button.focus();
  });
  bubble.append(text, away);
  // Before the launcher in tab order would delay everybody; after it, it is found where it is seen.
  launcher.button.after(bubble);
  return { remove };
}

function dress({ launcher, settings }: Core): void {
  if (styled.has(launcher.root)) return;
  styled.add(launcher.root);
  const { side, x = 20, y = 20 } = settings;
  addStyle(
    launcher.root,
    `p{position:fixed;inset-block-end:calc(${y + 68}px + env(safe-area-inset-bottom));inset-inline-${side}:${x}px;` +
      "display:flex;gap:4px;align-items:flex-start;max-width:min(280px,100vw - 56px);margin:0;padding:12px 4px 12px 16px;" +
      "border:1px solid #8884;border-radius:16px;background:Canvas;color:CanvasText;" +
      "box-shadow:0 4px 20px #0003;animation:o .2s;font:15px/1.4 system-ui,sans-serif}" +
      "[hidden]~p,[aria-expanded=true]~p{display:none}" +
      "p>span{cursor:pointer;overflow-wrap:anywhere}" +
      "p>button{position:static;flex:none;width:32px;height:32px;margin:-6px 0;border-radius:50%;" +
      "background:none;color:inherit;box-shadow:none;font:20px/1 system-ui,sans-serif}",
  );
}
