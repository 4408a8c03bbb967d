/**
 * Asks the worker for the channel's settings again: in another language, or as they are now. It is
 * an import and not a fetch, so that a page's policy for scripts is all that it needs.
 */

import type { LauncherSettings } from "../settings";
import type { Core } from "../widget";

export async function freshSettings({ settings }: Core, language: string): Promise<LauncherSettings> {
  const query = `as=settings&lang=${encodeURIComponent(language)}&at=${Date.now()}`;
  const module = await import(`${settings.origin}/embed/${settings.channel}.js?${query}`);
  return module.default as LauncherSettings;
}
