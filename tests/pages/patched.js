// Changes built-ins the way old libraries, zones and analytics do: enumerable additions to
// prototypes, wrapped methods, replaced constructors. `__n_patches` counts them.
(function () {
  window.__n_patches = 0;

  // Prototype.js, MooTools, SugarJS: additions that every for-in loop meets.
  function add(prototype, names) {
    names.forEach(function (name) {
      if (name in prototype) return;
      prototype[name] = function () {
        return this;
      };
      window.__n_patches += 1;
    });
  }
  var names_of_array = [
    "each", "first", "last", "clone", "compact", "uniq", "without", "contains", "invoke", "pluck",
    "include", "empty", "shuffle", "remove", "toJSON",
  ];
  add(Object.prototype, ["extend", "clone", "each", "merge", "isEmpty", "q", "c", "capture"]);
  add(String.prototype, ["toJSON", "strip", "escapeHTML", "camelize", "capitalize", "contains"]);
  add(Number.prototype, ["toJSON", "times", "limit"]);
  add(Function.prototype, ["delay", "defer", "wrap", "implement"]);
  names_of_array.forEach(function (name) {
    // Prototype.js made arrays into texts before JSON.stringify saw them.
    Array.prototype[name] = function () {
      return name === "toJSON" ? "[" + this.join(", ") + "]" : this;
    };
    window.__n_patches += 1;
  });

  // Analytics and zones: the method is called, but through something else.
  function wrap(owner, name) {
    var original = owner[name];
    owner[name] = function () {
      return original.apply(this, arguments);
    };
    window.__n_patches += 1;
  }
  wrap(JSON, "stringify");
  wrap(JSON, "parse");
  wrap(EventTarget.prototype, "addEventListener");
  wrap(EventTarget.prototype, "removeEventListener");
  wrap(EventTarget.prototype, "dispatchEvent");
  wrap(Node.prototype, "appendChild");
  wrap(Node.prototype, "insertBefore");
  wrap(Node.prototype, "removeChild");
  wrap(Element.prototype, "setAttribute");
  wrap(Element.prototype, "attachShadow");
  wrap(Element.prototype, "remove");
  wrap(Document.prototype, "createElement");
  wrap(Document.prototype, "createElementNS");
  wrap(window, "setTimeout");
  wrap(window, "clearTimeout");
  wrap(window, "setInterval");
  wrap(window, "clearInterval");
  wrap(window, "requestAnimationFrame");
  wrap(window, "postMessage");
  wrap(MessagePort.prototype, "postMessage");
  wrap(history, "pushState");
  wrap(console, "warn");
  wrap(Array, "isArray");
  wrap(Array.prototype, "push");
  wrap(Array.prototype, "join");
  wrap(Array.prototype, "filter");
  wrap(Function.prototype, "bind");

  // Replaced outright, with less than the original could do.
  var NativePromise = window.Promise;
  function OldPromise(work) {
    this.inner = new NativePromise(work);
  }
  OldPromise.prototype.then = function (kept, broken) {
    var inner = this.inner;
    return new OldPromise(function (resolve, reject) {
      inner.then(kept, broken).then(resolve, reject);
    });
  };
  OldPromise.resolve = function (value) {
    return new OldPromise(function (resolve) {
      resolve(value);
    });
  };
  window.Promise = OldPromise;
  window.__n_patches += 1;

  // A fake clock that stands still, and a page's own message handler.
  Date.now = function () {
    return 0;
  };
  window.__n_messages = 0;
  window.onmessage = function () {
    window.__n_messages += 1;
  };
  window.__n_patches += 2;
})();
