// `?immediately=false` and `?inline=…` choose the settings; `__told` are the events that came, `__ready`
// the order in which the waiting functions ran.
(function () {
  var query = new URLSearchParams(location.search);
  window.__told = [];
  window.__ready = [];
  window.hsConversationsSettings = {
    loadImmediately: query.get("immediately") !== "false",
    inlineEmbedSelector: query.get("inline") || "",
    enableWidgetCookieBanner: false,
    disableAttachment: false,
  };

  function onConversationsAPIReady() {
    window.__ready.push(typeof window.HubSpotConversations.widget.load);
    [
      "conversationStarted", "conversationClosed", "userSelectedThread", "unreadConversationCountChanged",
      "contactAssociated", "userInteractedWithWidget", "widgetLoaded", "widgetClosed", "quickReplyButtonClick",
    ].forEach(function (name) {
      window.HubSpotConversations.on(name, function (payload) {
        window.__told.push([name, payload]);
      });
    });
  }
  window.hsConversationsOnReady = [
    onConversationsAPIReady,
    function () {
      window.__ready.push("second");
    },
  ];

  addEventListener("DOMContentLoaded", function () {
    document.getElementById("load").onclick = function () {
      window.HubSpotConversations.widget.load({ widgetOpen: true });
    };
    document.getElementById("chat").onclick = function () {
      window.HubSpotConversations.widget.open();
    };
  });
})();
