// A router as small as can be, for single_page.html.
(function () {
  var n_routes = 0;

  function draw(path) {
    n_routes += 1;
    var body = n_routes % 3 === 0 ? document.createElement("body") : document.body;
    body.textContent = "";
    var main = document.createElement("main");
    main.id = "main";
    var heading = document.createElement("h1");
    heading.textContent = "Route " + path;
    var next = document.createElement("a");
    next.href = "/route/" + (n_routes + 1);
    next.dataset.route = next.getAttribute("href");
    next.textContent = "Next";
    main.append(heading, next);
    body.append(main);
    if (body !== document.body) document.documentElement.replaceChild(body, document.body);
    document.title = "Route " + path;
  }

  window.goTo = function (path) {
    history.pushState({}, "", path);
    draw(path);
  };
  window.addEventListener("popstate", function () {
    draw(location.pathname);
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("[data-route]");
    if (!link) return;
    event.preventDefault();
    window.goTo(link.dataset.route);
  });
})();
