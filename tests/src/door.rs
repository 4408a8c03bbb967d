//! An address at which a site is reached, directly or through a proxy, and requests to it.
//! Every request has a connection of its own, so a killed engine leaves no stale one behind.

use std::net::SocketAddr;

use pulina_shared::problem::Problem;
use pulina_shared::token::VisitorToken;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::wait;

/// Where to knock.
#[derive(Clone)]
pub struct Door {
    /// The address.
    pub address: SocketAddr,
    http: reqwest::Client,
}

impl Door {
    /// The door at this address.
    ///
    /// # Panics
    /// Never in practice: the client has no settings that could be wrong.
    pub fn new(address: SocketAddr) -> Self {
        let http = reqwest::Client::builder()
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("the HTTP client can be made");
        Self { address, http }
    }

    /// The origin that pages from here have.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A request by this method.
    ///
    /// # Panics
    /// When the method is none.
    pub fn ask(&self, method: &str, path: &str) -> Ask {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let request = self.http.request(method.clone(), format!("http://{}{path}", self.address));
        Ask { what: format!("{method} {path}"), request }
    }

    /// A GET request.
    pub fn get(&self, path: &str) -> Ask {
        self.ask("GET", path)
    }

    /// A POST request.
    pub fn post(&self, path: &str) -> Ask {
        self.ask("POST", path)
    }
}

/// A request that is being written.
#[must_use]
pub struct Ask {
    what: String,
    request: reqwest::RequestBuilder,
}

impl Ask {
    /// With this header.
    pub fn header(self, name: &str, value: &str) -> Self {
        Self { request: self.request.header(name, value), ..self }
    }

    /// In the name of this visitor.
    pub fn token(self, token: &VisitorToken) -> Self {
        self.bearer(token.secret())
    }

    /// With this secret.
    pub fn bearer(self, secret: &str) -> Self {
        Self { request: self.request.bearer_auth(secret), ..self }
    }

    /// With this JSON body.
    pub fn json(self, body: &impl Serialize) -> Self {
        Self { request: self.request.json(body), ..self }
    }

    /// With these fields as a page's form sends them.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        Self { request: self.request.form(fields), ..self }
    }

    /// With these bytes as the body.
    pub fn body(self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { request: self.request.header("content-type", content_type).body(body.into()), ..self }
    }

    /// Sends it and reads the whole answer.
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn try_answer(self) -> Result<Answer, reqwest::Error> {
        let response = self.request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await?.to_vec();
        Ok(Answer { what: self.what, status, headers, body })
    }

    /// Sends it and reads the whole answer.
    ///
    /// # Panics
    /// When the connection fails or no answer comes.
    pub async fn answer(self) -> Answer {
        let what = self.what.clone();
        match wait::within(&what, wait::ANSWERED, self.try_answer()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{what}: {error:?}"),
        }
    }

    /// The body of a good answer.
    ///
    /// # Panics
    /// When the answer is a refusal.
    pub async fn granted<T: DeserializeOwned>(self) -> T {
        self.answer().await.granted()
    }

    /// The problem document of a refusal.
    ///
    /// # Panics
    /// When it was not refused.
    pub async fn refused(self) -> Problem {
        self.answer().await.problem()
    }

    /// The body of a good answer, or the problem document of a refusal.
    ///
    /// # Errors
    /// The refusal.
    pub async fn outcome<T: DeserializeOwned>(self) -> Result<T, Problem> {
        let answer = self.answer().await;
        if answer.is_good() { Ok(answer.granted()) } else { Err(answer.problem()) }
    }
}

/// An answer, whole.
pub struct Answer {
    what: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether the request was granted.
    pub fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header's text; empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body of a good answer.
    ///
    /// # Panics
    /// When it is a refusal or of another shape.
    pub fn granted<T: DeserializeOwned>(&self) -> T {
        assert!(self.is_good(), "{}: {} {}", self.what, self.status, self.text());
        self.read()
    }

    /// The problem document of a refusal; its shape is checked.
    ///
    /// # Panics
    /// When it is not one.
    pub fn problem(&self) -> Problem {
        assert!(!self.is_good(), "{}: {} {}", self.what, self.status, self.text());
        let is_problem = self.header("content-type") == "application/problem+json";
        assert!(is_problem, "{}: {} {:?} {}", self.what, self.status, self.headers, self.text());
        let problem: Problem = self.read();
        assert_eq!(problem.status, self.status, "{}", self.what);
        problem
    }

    fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.what, self.text()))
    }
}
