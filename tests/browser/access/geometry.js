// What is wrong with how a document is laid out, as a list of sentences: targets that are too small,
// text that is cut off or lies over other text, and what has to be scrolled in two directions.
// Evaluated in a document whose shadow roots are open.
(() => {
  const LEAST_TARGET = 24;
  const TARGETS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const found = [];
  // On a customer's page only what is ours counts.
  const ours = document.querySelector('pulina-widget');
  const roots = ours ? [ours.shadowRoot] : [document];
  for (const root of roots)
    for (const element of root.querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  const all = selector => roots.flatMap(root => [...root.querySelectorAll(selector)]);
  const up = node => node.parentElement || (node.getRootNode() !== document ? node.getRootNode().host : null);
  const near = (element, selector) => {
    for (let at = element; at; at = up(at)) if (at.matches(selector)) return at;
    return null;
  };
  const isForEars = element => {
    for (let at = element; at; at = up(at)) if (getComputedStyle(at).clipPath.startsWith('inset(50%')) return true;
    return false;
  };
  const isSeen = element =>
    element.checkVisibility({ visibilityProperty: true }) && !near(element, '[inert]') && !isForEars(element);
  const name = element => {
    const label = element.id ? `#${element.id}` : element.classList[0] ? `.${element.classList[0]}` : element.localName;
    return `${label} ${JSON.stringify((element.innerText || '').trim().slice(0, 30))}`;
  };

  for (const target of all(TARGETS)) {
    // A link within a sentence is as high as its line.
    if (!isSeen(target) || getComputedStyle(target).display === 'inline') continue;
    const { width, height } = target.getBoundingClientRect();
    if (width < LEAST_TARGET || height < LEAST_TARGET)
      found.push(`${name(target)} is only ${width.toFixed(1)} × ${height.toFixed(1)} px`);
  }

  // A text's boxes as far as nothing cuts them off; what cuts is found on the way up.
  const boxes = [];
  const cut = (element, box) => {
    let { left, top, right, bottom } = box;
    let isFreeX = false, isFreeY = false;
    for (let at = element; at; at = up(at)) {
      const style = getComputedStyle(at);
      if (style.display === 'contents' || style.display === 'inline') continue;
      const outer = at.getBoundingClientRect();
      const [l, t] = [outer.left + at.clientLeft, outer.top + at.clientTop];
      const [r, b] = [l + at.clientWidth, t + at.clientHeight];
      const isPage = at === document.body || at === document.documentElement;
      if (!isPage && style.overflowX !== 'visible') {
        if (/auto|scroll/.test(style.overflowX)) isFreeX = true;
        // What is shortened leads to the whole.
        else if (style.textOverflow === 'ellipsis' && near(at, 'a, button, [title]')) return null;
        else if (!isFreeX && (left < l - 1 || right > r + 1)) return { by: at, axis: 'beside' };
        left = Math.max(left, l), right = Math.min(right, r);
      }
      if (!isPage && style.overflowY !== 'visible') {
        if (/auto|scroll/.test(style.overflowY)) isFreeY = true;
        else if (!isFreeY && (top < t - 1 || bottom > b + 1)) return { by: at, axis: 'below' };
        top = Math.max(top, t), bottom = Math.min(bottom, b);
      }
      if (style.position === 'fixed') break;
    }
    const scrolls = !/hidden|clip/.test(getComputedStyle(document.body).overflowY);
    if (!isFreeX && (left < -1 || right > innerWidth + 1)) return { by: document.body, axis: 'beside' };
    if (!isFreeY && !scrolls && (top < -1 || bottom > innerHeight + 1)) return { by: document.body, axis: 'below' };
    return { left, top, right, bottom };
  };
  for (const root of roots) {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const element = text.parentElement || root.host;
      if (!text.data.trim() || !element || !isSeen(element)) continue;
      if (near(element, 'script, style, noscript, option, textarea, .initial')) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) {
        if (box.width < 1 || box.height < 1) continue;
        const left = cut(element, box);
        if (!left) break;
        if (left.by) {
          found.push(`${name(element)} is cut off ${left.axis} by ${name(left.by)}`);
          break;
        }
        if (left.right - left.left > 2 && left.bottom - left.top > 4) boxes.push({ element, text, ...left });
      }
    }
  }
  // Only what is on top somewhere is seen; a sheet may lie over the rest.
  const isOnTop = ({ element, left, top, right, bottom }) => {
    let hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      if (!inner || inner === hit) break;
      hit = inner;
    }
    return hit && (hit === element || hit.contains(element) || element.contains(hit));
  };
  // Whether something between the two hides the lower one there.
  const isCovered = (one, two, x, y) => {
    const stack = one.getRootNode().elementsFromPoint(x, y);
    const at = element => stack.findIndex(hit => hit === element || element.contains(hit));
    const [upper, lower] = [at(one), at(two)].sort((a, b) => a - b);
    if (upper < 0) return true;
    return stack.slice(0, lower).some(hit => /^rgb\(|, 1\)$/.test(getComputedStyle(hit).backgroundColor)
      && !hit.contains(lower === at(two) ? two : one));
  };
  const seen = boxes.filter(isOnTop);
  for (let a = 0; a < seen.length; a++) {
    for (let b = a + 1; b < seen.length; b++) {
      const [one, two] = [seen[a], seen[b]];
      if (one.element === two.element || one.element.contains(two.element) || two.element.contains(one.element)) continue;
      const width = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      const height = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
      if (width <= 2 || height <= 4) continue;
      const [x, y] = [Math.max(one.left, two.left) + width / 2, Math.max(one.top, two.top) + height / 2];
      if (!isCovered(one.element, two.element, x, y)) found.push(`${name(one.element)} lies over ${name(two.element)}`);
    }
  }

  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) found.push(`the page is ${page.scrollWidth - page.clientWidth} px too wide`);
  for (const scroller of all('*')) {
    if (!/auto|scroll/.test(getComputedStyle(scroller).overflowX) || !isSeen(scroller)) continue;
    if (scroller.matches('textarea, input')) continue;
    if (scroller.scrollWidth > scroller.clientWidth + 1) found.push(`${name(scroller)} must be scrolled sideways`);
  }
  return [...new Set(found)];
})()
