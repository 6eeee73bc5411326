// The usage report of an account.
use serde::Deserialize;
use serde_json::{json, Value};
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub struct BillingEvent {
    #[serde(rename = "type")]
    kind: String,
    amount: f64,
    conversation_id: Option<String>,
    conversation_title: Option<String>,
    created_at: String,
}

impl BillingEvent {
    fn day(&self) -> &str {
        &self.created_at[..10]
    }
}

fn tokens(events: &[&BillingEvent]) -> f64 {
    events.iter().map(|event| event.amount).sum()
}

fn of_types<'a>(events: &[&'a BillingEvent], types: [&str; 2]) -> Vec<&'a BillingEvent> {
    events.iter().copied().filter(|event| types.contains(&event.kind.as_str())).collect()
}

fn groups<'a, K: Ord>(
    events: &[&'a BillingEvent],
    key: impl Fn(&'a BillingEvent) -> Option<K>,
) -> BTreeMap<K, Vec<&'a BillingEvent>> {
    let mut groups = BTreeMap::<K, Vec<_>>::new();
    for (key, event) in events.iter().filter_map(|event| Some((key(event)?, *event))) {
        groups.entry(key).or_default().push(event);
    }
    groups
}

pub fn usage_report(email: &str, billed: &[BillingEvent]) -> Value {
    let billed: Vec<_> = billed.iter().collect();
    let charged = of_types(&billed, ["producer-usage", "riffusion"]);
    let rows = groups(&billed, |event| Some((event.day(), &event.kind, &event.conversation_id)));
    let types = groups(&billed, |event| Some(event.kind.as_str()));
    let songs = groups(&charged, |event| event.conversation_id.as_deref());
    json!({
        "email": email,
        "events": rows.iter().map(|((day, kind, song), events)| json!({
            "type": kind,
            "amount": tokens(events),
            "conversation_id": song,
            "conversation_title": events[0].conversation_title,
            "event_at": format!("{}T00:00:00", day),
            "max_created_at": events.iter().map(|event| &event.created_at).max(),
            "_account_email": email,
        })).collect::<Vec<_>>(),
        "summary": {
            "by_type_tokens": types.iter().map(|(kind, events)| (kind, tokens(events))).collect::<BTreeMap<_, _>>(),
            "by_type_credits": types.iter().map(|(kind, events)| (kind, tokens(events) / 12.0)).collect::<BTreeMap<_, _>>(),
            "total_charged_credits": tokens(&charged) / 12.0,
            "total_received_tokens": tokens(&of_types(&billed, ["grant", "daily-free"])),
            "per_conversation": songs.iter().map(|(id, events)| json!({
                "conversation_id": id,
                "title": events[0].conversation_title,
                "email": email,
                "tokens": tokens(events),
                "credits": tokens(events) / 12.0,
            })).collect::<Vec<_>>(),
        },
    })
}
