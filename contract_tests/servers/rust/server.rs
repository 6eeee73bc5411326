// Rust, hyper.
mod usage;

use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::service::{make_service_fn, service_fn};
use hyper::{Body, Method, Request, Response, Server, StatusCode};
use serde_json::{json, Value};
use std::collections::HashMap;
use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;
use usage::{usage_report, BillingEvent};

type Ledger = HashMap<String, HashMap<String, Vec<BillingEvent>>>;

fn token(request: &Request<Body>) -> Option<&str> {
    let (scheme, token) = request.headers().get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
}

fn email(request: &Request<Body>) -> Option<String> {
    let query = request.uri().query()?.as_bytes();
    let (_, email) = form_urlencoded::parse(query).find(|(name, _)| name == "email")?;
    Some(email.into_owned()).filter(|email| !email.is_empty())
}

fn respond(ledger: &Ledger, request: &Request<Body>) -> (StatusCode, Value) {
    if request.uri().path() != "/v1/flowmusic/accounts/usage" {
        return (StatusCode::NOT_FOUND, json!({"error": "Not found"}));
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, json!({"error": "Method not allowed"}));
    }
    match (token(request).and_then(|token| ledger.get(token)), email(request)) {
        (None, _) => (StatusCode::UNAUTHORIZED, json!({"error": "Unauthorized"})),
        (Some(_), None) => (StatusCode::BAD_REQUEST, json!({"error": "Parameter email is required"})),
        (Some(accounts), Some(email)) => match accounts.get(&email) {
            Some(events) => (StatusCode::OK, usage_report(&email, events)),
            None => (StatusCode::NOT_FOUND, json!({"error": "Account is not configured"})),
        },
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let ledger: Arc<Ledger> = Arc::new(serde_json::from_str(&std::fs::read_to_string(std::env::var("LEDGER")?)?)?);
    let service = make_service_fn(move |_| {
        let ledger = ledger.clone();
        let handle = move |request| {
            let (status, body) = respond(&ledger, &request);
            let response = Response::builder().status(status).header(CONTENT_TYPE, "application/json");
            async move { response.body(Body::from(body.to_string())) }
        };
        async move { Ok::<_, Infallible>(service_fn(handle)) }
    });
    let address = format!("127.0.0.1:{}", std::env::var("PORT")?).parse()?;
    Ok(Server::bind(&address).serve(service).await?)
}
