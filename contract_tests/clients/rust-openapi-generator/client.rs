//! Gets the usage report of one account and prints it as JSON.
use openapi::apis::{accounts_api::get_account_usage, configuration::Configuration, Error};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().collect();
    let option = |name| words.iter().skip_while(|word| *word != name).nth(1).cloned().unwrap_or_default();

    let configuration = Configuration {
        base_path: option("--base-url"),
        bearer_access_token: std::env::var("USEAPI_TOKEN").ok(),
        ..Configuration::default()
    };
    let output = match get_account_usage(&configuration, &option("--email")).await {
        Ok(usage) => json!({"status": 200, "usage": usage}),
        Err(Error::ResponseError(response)) => json!({"status": response.status.as_u16()}),
        Err(error) => return Err(error.into()),
    };
    println!("{output}");
    Ok(())
}
