/**
 * What is remembered of a visitor beyond this page, only where the site has said that it may be
 * (`data-storage="allowed"` on the snippet): two names in the page's own storage, written down in
 * `docs/PRIVACY.md`. Without that word, and where storage fails, every page is a first one.
 */

import type { Core } from "../widget";

/** How often one visitor is told: `Often` of `shared/src/wire/targeting.rs`. */
export type Often = "page" | "visit" | { days: number };

export interface Memory {
  isReturning: boolean;
  /** Whether this was told so lately that it is not told again. */
  wasTold(name: string, often: Often): boolean;
  tell(name: string): void;
}

interface Kept {
  /** When each was told, in milliseconds. */
  told: Record<string, number>;
}

const DAY_MS = 86_400_000;

export function openMemory({ settings, wishes }: Core): Memory {
  const isAllowed = wishes.storage === "allowed";
  const key = `pulina.${settings.channel}.seen`;
  const here = new Set<string>();

  const storage = (kind: "localStorage" | "sessionStorage"): Storage | undefined => {
    try {
      return isAllowed ? window[kind] : undefined;
    } catch {
      return undefined;
    }
  };
  const read = (kind: "localStorage" | "sessionStorage"): Kept | undefined => {
    try {
      return JSON.parse(storage(kind)?.getItem(key) || "null") || undefined;
    } catch {
      return undefined;
    }
  };
  const write = (kind: "localStorage" | "sessionStorage", kept: Kept): void => {
    try {
      storage(kind)?.setItem(key, JSON.stringify(kept));
    } catch {
      // A full or forbidden storage remembers nothing; the page goes on.
    }
  };

  // What the device knew before this visit says whether somebody was here before.
  const visit = read("sessionStorage");
  const device = read("localStorage");
  const isReturning = !!device && (!visit || !!visit.told[""]);
  if (!visit) write("sessionStorage", { told: isReturning ? { "": 1 } : {} });
  if (!device) write("localStorage", { told: {} });

  return {
    isReturning,
    wasTold(name, often) {
      if (here.has(name)) return true;
      if (often === "page") return false;
      if (often === "visit") return !!read("sessionStorage")?.told[name];
      return Date.now() - (read("localStorage")?.told[name] || 0) < often.days * DAY_MS;
    },
    tell(name) {
      here.add(name);
      (["sessionStorage", "localStorage"] as const).forEach((kind) => {
        const kept = read(kind) || { told: {} };
        kept.told[name] = Date.now();
        write(kind, kept);
      });
    },
  };
}
