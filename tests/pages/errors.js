// Records what a host page suffers, first of all scripts: `__errors` (uncaught errors and
// unhandled rejections), `__violations` (Content-Security-Policy), `__cls` (layout shift in all,
// also what shifts within half a second of input, which browsers leave out of their own figure).
(function () {
  window.__errors = [];
  window.__violations = [];
  window.__cls = 0;

  window.addEventListener("error", function (event) {
    window.__errors.push("error: " + (event.message || (event.target && event.target.src) || event.type));
  }, true);
  window.addEventListener("unhandledrejection", function (event) {
    window.__errors.push("rejection: " + String(event.reason));
  });
  document.addEventListener("securitypolicyviolation", function (event) {
    window.__violations.push(event.violatedDirective + " " + event.blockedURI);
  });

  new PerformanceObserver(function (list) {
    list.getEntries().forEach(function (entry) {
      window.__cls += entry.value;
    });
  }).observe({ type: "layout-shift", buffered: true });
})();
