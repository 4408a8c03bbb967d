/**
 * The panel inside an element of the page (`data-inline="#selector"`): no launcher, the size of
 * that element, loaded when it comes into view, and never taking the focus by itself.
 */

import { guarded } from "../built_ins";
import { OPENED } from "../frames";
import type { Concern } from "../more/more";
import { addStyle } from "../more/style";
import type { Core } from "../widget";

const STYLE =
  ":host{position:relative!important;inset:auto!important;display:block!important;width:100%!important;" +
  "height:100%!important;min-height:320px!important;z-index:auto!important}button{display:none}" +
  "div{position:absolute;inset:0!important;width:auto;max-width:none;height:auto;visibility:visible;box-shadow:none}";

export function start(core: Core): Concern {
  const { launcher, wishes, keeper, panel } = core;
  const place = wishes.inline && document.querySelector(wishes.inline);
  if (!place) {
    if (wishes.inline) {
      console.warn(`Pulina: nothing on this page matches data-inline="${wishes.inline}"`);
      // So it is a panel like others, and may have been opened already.
      wishes.inline = "";
      if (core.isOpen) keeper.send(OPENED);
    }
    return {};
  }
  addStyle(launcher.root, STYLE);
  place.appendChild(launcher.host);
  const observer = new IntersectionObserver(
    guarded((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      core.isOpen = true;
      keeper.prepare();
      keeper.enter(keeper.stage);
      panel.element.removeAttribute("role");
    }),
  );
  observer.observe(place);
  // There is nothing to close, and nothing to go back to.
  core.widget.close = () => {};
  return {
    removed() {
      observer.disconnect();
    },
  };
}
