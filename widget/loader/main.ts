/**
 * The one script on a customer's page. It must never hurt that page: it stores nothing, sends
 * nothing, throws nothing and, until the visitor reaches for the launcher, loads nothing.
 */

import { publish } from "./api";
import { complain, guarded } from "./built_ins";
import { settings } from "./settings";

guarded(() => {
  // Pasted twice: the first one of a channel stays its only one.
  if (window.Pulina?.channels?.[settings.channel]) return;
  // On our own origin the frame would be no border between page and conversation.
  if (`${settings.origin}/`.startsWith(`${location.origin}/`)) return complain("not on its own origin");
  publish();
})();
