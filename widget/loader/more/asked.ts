/**
 * Asks the worker for what it told before, as it is now, or for a further part of this script. It is
 * an import and not a fetch, so that a page's policy for scripts is all that it needs. The pinned
 * loader runs no other script: it asks for data, and has its further parts in itself.
 */

import type { Core } from "../widget";

export type Part = "calls" | "inline" | "teaser" | "rules" | "debug" | "hubspot";

function address({ settings }: Core, kind: "js" | "json", as: string, language: string): string {
  return `${settings.origin}/embed/${settings.channel}.${kind}?as=${as}&lang=${encodeURIComponent(language)}`;
}

/** What was asked for, as it is now. */
export async function asked<Answer>(
  core: Core,
  as: "settings" | "hides" | "availability" | "targeting",
  language: string,
): Promise<Answer> {
  if (PINNED) return (await fetch(address(core, "json", as, language), { cache: "no-store" })).json();
  const module = await import(`${address(core, "js", as, language)}&at=${Date.now()}`);
  return module.default as Answer;
}

/** A further part; the same one for everybody who asks. */
export function part<Module>(core: Core, as: Part): Promise<Module> {
  if (PINNED && as === "calls") return import("../calls/calls") as Promise<Module>;
  if (PINNED && as === "inline") return import("../inline/inline") as Promise<Module>;
  if (PINNED && as === "teaser") return import("../teaser/teaser") as Promise<Module>;
  if (PINNED && as === "rules") return import("../rules/rules") as Promise<Module>;
  if (PINNED) return Promise.reject(new Error(`the pinned loader has no part ${as}`));
  return import(address(core, "js", as, core.settings.lang)) as Promise<Module>;
}
