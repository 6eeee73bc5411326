//! Gets usage reports and prints each as JSON on one line.
use openapi::apis::{accounts_api::get_account_usage, configuration::Configuration, Error};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let values = |name| words.chunks(2).filter(move |pair| pair[0] == name).map(|pair| &pair[1]);

    let configuration = Configuration {
        base_path: values("--base-url").next().cloned().unwrap_or_default(),
        bearer_access_token: std::env::var("USEAPI_TOKEN").ok(),
        ..Configuration::default()
    };
    for email in values("--email") {
        let output = match get_account_usage(&configuration, email).await {
            Ok(usage) => json!({"status": 200, "usage": usage}),
            Err(Error::ResponseError(response)) => json!({"status": response.status.as_u16()}),
            Err(error) => json!({"error": error.to_string()}),
        };
        println!("{output}");
    }
}
