# The ledger, and the usage report of an account. The Ruby servers share it.
require "json"

LEDGER = JSON.parse(File.read(ENV.fetch("LEDGER"), encoding: "UTF-8"))
CHARGED = %w[producer-usage riffusion].freeze
RECEIVED = %w[grant daily-free].freeze

def tokens(events) = events.sum { |event| event["amount"] }

def usage_report(email, billing_events)
  by_type = billing_events.group_by { |event| event["type"] }.transform_values { |events| tokens(events) }
  charged = billing_events.select { |event| CHARGED.include?(event["type"]) }
  songs = charged.select { |event| event["conversation_id"] }.group_by { |event| event["conversation_id"] }
  {
    email:,
    events: billing_events.group_by { |e| [e["created_at"][0, 10], e["type"], e["conversation_id"]] }.map do |(day, type, song), events|
      { type:, amount: tokens(events), conversation_id: song, conversation_title: events.last["conversation_title"],
        event_at: "#{day}T00:00:00", max_created_at: events.map { |event| event["created_at"] }.max, _account_email: email }
    end,
    summary: {
      by_type_tokens: by_type,
      by_type_credits: by_type.transform_values { |each| each / 12.0 },
      total_charged_credits: tokens(charged) / 12.0,
      total_received_tokens: by_type.slice(*RECEIVED).values.sum,
      per_conversation: songs.map do |conversation_id, events|
        { conversation_id:, title: events.last["conversation_title"], email:, tokens: tokens(events), credits: tokens(events) / 12.0 }
      end,
    },
  }
end
