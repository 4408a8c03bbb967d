/**
 * Whether a condition holds on this page, and which clause decided: `shared/src/targeting.rs` in the
 * language of the page. Both answer every case of `shared/src/targeting/cases.json` alike.
 */

export type Condition = Clause[][];

export interface Clause {
  is_not?: boolean;
  what: Test;
}

/** One member, named after what it asks; `exit_intent` has nothing to say beside its name. */
export type Test =
  | "exit_intent"
  | {
      url?: { how: "exact" | "prefix" | "contains" | "glob"; value: string };
      query?: { name: string; value?: string };
      language?: string;
      device?: "phone" | "desktop";
      visitor?: "new" | "returning";
      active_seconds?: number;
      scroll?: number;
      trigger?: string;
    };

export interface Facts {
  /** The page's address without query and fragment. */
  address: string;
  query?: [name: string, value: string][];
  language: string;
  device: "phone" | "desktop";
  visitor: "new" | "returning";
  active_seconds?: number;
  scroll?: number;
  exit_intent?: boolean;
  triggers?: string[];
}

/** `fails` has, for each group, the first clause that does not hold. */
export type Decision = "always" | { holds: number } | { fails: number[] };

export function decide(condition: Condition, facts: Facts): Decision {
  if (!condition.length) return "always";
  const fails: number[] = [];
  for (let place = 0; place < condition.length; place++) {
    const failing = condition[place].findIndex((clause) => !holds(clause, facts));
    if (failing < 0) return { holds: place };
    fails.push(failing);
  }
  return { fails };
}

export function isMet(decision: Decision): boolean {
  return decision === "always" || "holds" in decision;
}

function holds({ what, is_not }: Clause, facts: Facts): boolean {
  return asks(what, facts) !== !!is_not;
}

function asks(test: Test, facts: Facts): boolean {
  if (test === "exit_intent") return !!facts.exit_intent;
  if (test.url) return compares(test.url.how, test.url.value, facts.address);
  const { query } = test;
  if (query) {
    return (facts.query || []).some(([name, value]) => name === query.name && (!query.value || value === query.value));
  }
  if (test.language) return test.language === facts.language;
  if (test.device) return test.device === facts.device;
  if (test.visitor) return test.visitor === facts.visitor;
  if (test.trigger !== undefined) return !!facts.triggers?.includes(test.trigger);
  if (test.active_seconds !== undefined) return (facts.active_seconds || 0) >= test.active_seconds;
  return test.scroll !== undefined && (facts.scroll || 0) >= test.scroll;
}

function compares(how: string, value: string, whole: string): boolean {
  const address = value.startsWith("/") ? path(whole) : whole;
  if (how === "exact") return address.replace(/\/$/, "") === value.replace(/\/$/, "");
  if (how === "prefix") return address.startsWith(value);
  if (how === "contains") return address.includes(value);
  return matchesGlob(value, address);
}

/** What follows the host. */
function path(address: string): string {
  const rest = address.slice(address.indexOf("://") + 3);
  const place = rest.indexOf("/");
  return place < 0 ? "/" : rest.slice(place);
}

/** Each piece between stars is found as early as it can be, so this takes no longer than reading. */
function matchesGlob(pattern: string, text: string): boolean {
  const pieces = pattern.split("*");
  const first = pieces.shift()!;
  if (!text.startsWith(first)) return false;
  let rest = text.slice(first.length);
  const last = pieces.pop();
  if (last === undefined) return !rest;
  for (const piece of pieces) {
    const place = rest.indexOf(piece);
    if (place < 0) return false;
    rest = rest.slice(place + piece.length);
  }
  return rest.endsWith(last);
}
