// Gives the focus to everything in a document that can have it by keyboard, one after the other, and
// tells where it cannot be seen: no mark that differs from the look without it, or covered by
// something else.
(async () => {
  const FOCUSABLE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const found = [];
  // On a customer's page only what is ours counts.
  const ours = document.querySelector('pulina-widget');
  const roots = ours ? [ours.shadowRoot] : [document];
  for (const root of roots)
    for (const element of root.querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  const up = node => node.parentElement || (node.getRootNode() !== document ? node.getRootNode().host : null);
  const isInert = element => {
    for (let at = element; at; at = up(at)) if (at.inert) return true;
    return false;
  };
  const name = element => {
    const label = element.id ? `#${element.id}` : element.classList[0] ? `.${element.classList[0]}` : element.localName;
    return `${label} ${JSON.stringify((element.innerText || element.ariaLabel || '').trim().slice(0, 30))}`;
  };
  // A field may leave its mark to the box around it.
  const around = element => {
    const all = [];
    for (let at = element; at && all.length < 4; at = up(at)) all.push(at);
    return all;
  };
  // Also who wants no motion has transitions, only short ones; what counts is how they end.
  const settle = () => {
    for (const animation of roots.flatMap(root => root.getAnimations()))
      if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
  };
  const look = element => settle() ?? around(element).map(at => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, borderWidth } = getComputedStyle(at);
    const outline = outlineStyle === 'none' ? 'none' : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
    return [outline, boxShadow, borderColor, borderWidth].join();
  });
  const deepest = (x, y) => {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === hit) break;
      hit = inner;
    }
    return hit;
  };
  const isPart = (element, hit) => {
    for (let at = hit; at; at = up(at)) if (at === element) return true;
    return element.contains(hit) || [...(element.labels || [])].some(label => label.contains(hit));
  };
  const before = document.activeElement;
  for (const element of roots.flatMap(root => [...root.querySelectorAll(FOCUSABLE)])) {
    if (element.tabIndex < 0 || element.disabled || isInert(element)) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    element.blur();
    const plain = look(element);
    element.focus({ focusVisible: true });
    const root = element.getRootNode();
    if (root.activeElement !== element) continue;
    // What lies over it may go because of that.
    await new Promise(done => setTimeout(done));
    if (root.activeElement !== element) {
      // What is gone because somebody came to it could not keep it.
      if (element.isConnected && element.checkVisibility() && !isInert(element))
        found.push(`${name(element)} gave the focus away to ${name(root.activeElement || document.body)}`);
      continue;
    }
    const marked = look(element);
    if (plain.join() === marked.join()) found.push(`${name(element)} shows no focus`);
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    const xs = [left + width / 2, left + 3, right - 3], ys = [top + height / 2, top + 3, bottom - 3];
    const isSomewhere = xs.some(x => ys.some(y => {
      const hit = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight && deepest(x, y);
      return hit && isPart(element, hit);
    }));
    if (!isSomewhere) found.push(`${name(element)} has the focus and is not to be seen`);
  }
  before?.focus?.();
  return [...new Set(found)];
})()
