// Asks to be told before the loader has come, as sites do.
window.__told = [];
window.Pulina = window.Pulina || { q: [] };
["opened", "closed", "unreadChanged"].forEach(function (name) {
  window.Pulina.q.push(["on", name, function (happening) {
    window.__told.push(name + " " + JSON.stringify(happening));
  }]);
});
