// Opens the chat from the page's own links. A link keeps its usual way until the chat is there,
// so that nobody meets a dead link when the script was blocked.
document.addEventListener("click", function (event) {
  var link = event.target.closest("[data-chat]");
  if (!link || !window.Pulina || !window.Pulina.open) return;
  event.preventDefault();
  window.Pulina.open();
});
