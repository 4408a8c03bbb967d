/**
 * The platform as it is when the loader starts. Pages replace built-ins later (fake clocks,
 * zones, old libraries); what the loader calls again and again is therefore kept from the start.
 */

export const { parse } = JSON;

/** Tells a curious developer and nobody else: an error event would be the page's problem. */
export function complain(what: unknown): void {
  try {
    console.warn("Pulina:", what);
  } catch {
    // A page without a console has nobody to tell.
  }
}

/** Everything that the page or the browser calls goes through here: nothing of ours may throw. */
export function guarded<Arguments extends unknown[]>(
  act: (...given: Arguments) => void,
): (...given: Arguments) => void {
  return (...given) => {
    try {
      act(...given);
    } catch (fault) {
      complain(fault);
    }
  };
}
