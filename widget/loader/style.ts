/**
 * The look of launcher and panel: one constructable style sheet inside the closed shadow root, so
 * that neither the page's styles nor its Content-Security-Policy matter. State is read from the
 * button (`aria-expanded`, its class is the `Stage`), which precedes the panel.
 */

import { settings } from "./settings";

/** As the settings are now. */
export function style(): string {
  const { accent, on_accent, side, x = 20, y = 20, words } = settings;

  /** Phones have their notch on either side when they lie. */
  const gap = `calc(${x}px + max(env(safe-area-inset-left),env(safe-area-inset-right)))`;
  const bottom = (px: number): string => `calc(${px}px + env(safe-area-inset-bottom))`;

  const host =
    // `!important` in a shadow tree wins over every rule of the page, even over `div:empty`.
    ":host{all:initial!important;position:fixed!important;inset:0 auto auto 0!important;" +
    "z-index:2147483647!important;color-scheme:light dark!important}" +
    "@media print{:host{display:none!important}}" +
    "*{box-sizing:border-box}";

  const launcher =
    `button{all:unset;position:fixed;z-index:1;${words ? "padding:0 20px 0 14px;gap:8px;grid-auto-flow:column;font:600 16px system-ui,sans-serif" : "width:56px"};height:56px;` +
    `inset-block-end:${bottom(y)};inset-inline-${side}:${gap};` +
    `display:grid;place-items:center;border-radius:28px;background:${accent};color:${on_accent};` +
    // Transparent borders become visible where forced colours remove backgrounds and shadows.
    "border:1px solid transparent;box-shadow:0 2px 6px #0003,0 8px 24px #0003;" +
    "cursor:pointer;transition:transform .15s}" +
    "button:hover{transform:scale(1.06)}" +
    "button:active{transform:scale(.95)}" +
    // Two tones, so that one of them stands out on any page.
    "button:focus-visible,a:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #111}" +
    "svg{width:28px;fill:currentColor;stroke:currentColor;stroke-width:2;stroke-linejoin:round;" +
    "stroke-linecap:round}" +
    "[hidden]{display:none}";

  const panel =
    "div{position:fixed;visibility:hidden;overflow:hidden;width:400px;max-width:calc(100% - 40px);" +
    `height:min(640px,100dvh - ${y + 84}px);inset-block-end:${bottom(y + 68)};inset-inline-${side}:${gap};` +
    "border-radius:16px;outline:1px solid #8884;box-shadow:0 8px 40px #0004;" +
    `background:linear-gradient(${accent} 72px,Canvas 0)}` +
    "[aria-expanded=true]~div{visibility:visible;animation:o .2s}" +
    "@keyframes o{from{opacity:0;transform:translateY(12px)}}" +
    // The calm picture until the frame has something to show: a head and a bubble without words.
    'div::before{content:"";position:absolute;inset-block-start:96px;inset-inline-start:16px;' +
    "width:60%;height:64px;border-radius:14px;background:#8883}" +
    "iframe{position:relative;z-index:1;width:100%;height:100%;border:0}" +
    // A browser's page about an error is not shown; the panel's page proves itself long before.
    ".wait~div iframe{opacity:0;transition:opacity 0s .4s}" +
    "a{position:absolute;z-index:2;inset:auto 16px 96px;padding:14px;border-radius:14px;" +
    `background:${accent};color:${on_accent};border:1px solid transparent;` +
    "font:600 16px/1.3 system-ui,sans-serif;text-align:center}";

  const small =
    // Also a large screen that is zoomed in until little height is left.
    "@media(max-width:480px),(max-height:480px){" +
    "div{inset:var(--top,0) 0 auto;width:auto;max-width:none;height:var(--height,100%);" +
    "border-radius:0;padding:env(safe-area-inset-top) env(safe-area-inset-right) " +
    "env(safe-area-inset-bottom) env(safe-area-inset-left)}" +
    // The app brings its own close button; before that, the launcher is there in its place.
    // Moved by `translate`, which unlike `inset` is no layout shift.
    "[aria-expanded=true]{translate:0 calc(84px - 100dvh + env(safe-area-inset-top) + " +
    "env(safe-area-inset-bottom));box-shadow:none}" +
    ".ready[aria-expanded=true]{visibility:hidden}}" +
    "@media(prefers-reduced-motion:reduce){button,div{animation:none!important;transition:none!important}}";

  return host + launcher + panel + small;
}
