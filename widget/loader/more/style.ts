/** Adds rules to the closed shadow root; neither the page's styles nor its policy matter there. */
export function addStyle(root: ShadowRoot, rules: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
