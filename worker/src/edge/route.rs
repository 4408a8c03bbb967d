//! One table of routes. From it follow the handler, the access that must be had first, and the
//! answers to paths and methods that do not exist.

use std::future::Future;
use std::pin::Pin;

use worker::{Env, Method, Request, Response, Url};

use super::access::{AgentAccess, ChannelAccess, ConversationAccess, SetupAccess, VisitorAccess};
use crate::fault::Failure;
use crate::permission::Permission;

/// A request on its way.
pub struct Context {
    /// What came in. Its headers are never handed on.
    pub request: Request,
    /// The platform's parts.
    pub env: Env,
    /// The request's id.
    pub request_id: String,
    /// The whole address.
    pub url: Url,
    /// The path below which a customer's domain serves all of this; empty for none.
    pub base: String,
    /// What the pattern's placeholders stand for.
    pub params: Params,
    /// What the platform has of the request beside it.
    pub platform: worker::Context,
}

impl Context {
    /// Our own origin, as browsers write it.
    pub fn own_origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Where all of this begins, as browsers write it, without a slash at its end.
    pub fn own_base(&self) -> String {
        [self.own_origin(), self.base.clone()].concat()
    }

    /// A path of ours as it is on this origin.
    pub fn below_base(&self, path: &str) -> String {
        [&self.base, path].concat()
    }

    /// Goes on after the answer. Nothing may depend on it.
    pub fn in_background(&self, run: impl Future<Output = ()> + 'static) {
        self.platform.wait_until(run);
    }

    /// A header, if it is there and readable.
    pub fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).ok().flatten()
    }

    /// What a placeholder stands for.
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}

/// Placeholders and what they stand for.
pub type Params = Vec<(&'static str, String)>;

/// What a handler gives.
pub type Answer = Pin<Box<dyn Future<Output = Result<Response, Failure>>>>;

/// A handler, by what must be had before it runs.
pub enum Handler {
    /// Open to anybody.
    Anybody(fn(Context) -> Answer),
    /// Open to anybody, about one channel.
    Channel(fn(Context, ChannelAccess) -> Answer),
    /// For the operator.
    Setup(fn(Context, SetupAccess) -> Answer),
    /// For the holder of a visitor token, known or not, on one channel.
    Visitor(fn(Context, VisitorAccess) -> Answer),
    /// For those who may take part in one conversation.
    Conversation(fn(Context, ConversationAccess) -> Answer),
    /// For a signed-in user whose role has this permission; which roles do is for the help desk to say.
    User(Permission, fn(Context, AgentAccess) -> Answer),
    /// The same, for what a stolen session must not do: the user has to have proved a short time ago who they are.
    ProvedUser(Permission, fn(Context, AgentAccess) -> Answer),
}

/// One route.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path: words, `{name}` for one segment, `{name}.js` for one with an ending.
    pub pattern: &'static str,
    /// What runs.
    pub handler: Handler,
}

/// What the table says to a path and method.
pub enum Found<'a> {
    /// A route.
    Route(&'a Route, Params),
    /// The path exists, with these methods.
    OtherMethods(Vec<&'a Method>),
    /// There is no such path.
    Nothing,
}

/// Looks a request up.
pub fn find<'a>(routes: &'a [Route], method: &Method, path: &str) -> Found<'a> {
    let mut others = Vec::new();
    for route in routes {
        let Some(params) = matched(route.pattern, path) else { continue };
        if route.method == *method {
            return Found::Route(route, params);
        }
        others.push(&route.method);
    }
    if others.is_empty() { Found::Nothing } else { Found::OtherMethods(others) }
}

fn matched(pattern: &'static str, path: &str) -> Option<Params> {
    let mut params = Params::new();
    let mut segments = path.split('/');
    for expected in pattern.split('/') {
        let segment = segments.next()?;
        match expected.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((name, ending)) => {
                let value = segment.strip_suffix(ending).filter(|value| !value.is_empty())?;
                params.push((name, value.to_owned()));
            }
            None if expected == segment => {}
            None => return None,
        }
    }
    segments.next().is_none().then_some(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &'static str, path: &str, expect: Option<&[&str]>) {
        let values = matched(pattern, path)
            .map(|params| params.into_iter().map(|(_, value)| value).collect::<Vec<_>>());
        assert_eq!(
            values.as_deref(),
            expect.map(|values| values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>()).as_deref(),
            "{pattern} {path}"
        );
    }

    #[test]
    fn patterns_match_whole_paths() {
        check("/health", "/health", Some(&[]));
        check("/health", "/health/", None);
        check("/health", "/Health", None);
        check("/embed/{channel}.js", "/embed/chn_1.js", Some(&["chn_1"]));
        check("/embed/{channel}.js", "/embed/.js", None);
        check("/embed/{channel}.js", "/embed/chn_1", None);
        check("/v1/tickets/{number}/owner", "/v1/tickets/7/owner", Some(&["7"]));
        check("/v1/tickets/{number}", "/v1/tickets/7/owner", None);
        check("/v1/tickets/{number}", "/v1/tickets/", None);
    }

    #[test]
    fn every_route_is_there_once() {
        let routes = super::super::ROUTES;
        for (i, route) in routes.iter().enumerate() {
            let same = |other: &&Route| other.pattern == route.pattern && other.method == route.method;
            assert_eq!(routes[i..].iter().filter(same).count(), 1, "{}", route.pattern);
        }
    }

    #[test]
    fn other_methods_of_a_path_are_named() {
        let Found::OtherMethods(methods) = find(super::super::ROUTES, &Method::Put, "/v1/session") else {
            panic!("found");
        };
        assert_eq!(methods, [&Method::Get, &Method::Delete]);
        assert!(matches!(find(super::super::ROUTES, &Method::Get, "/v2"), Found::Nothing));
    }
}
