// The usage report of an account.
#pragma once
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <tuple>

using nlohmann::json;

inline const std::set<std::string> charged{"producer-usage", "riffusion"}, received{"grant", "daily-free"};

inline json usage_report(const std::string& email, const json& billed) {
  std::map<std::tuple<std::string, std::string, json>, json> rows;
  std::map<std::string, double> tokens, credits;
  std::map<std::string, json> songs;
  double charged_tokens = 0, received_tokens = 0;
  for (const json& event : billed) {
    const std::string type = event.at("type"), created_at = event.at("created_at"), day = created_at.substr(0, 10);
    const json &song = event.at("conversation_id"), &title = event.at("conversation_title");
    const double amount = event.at("amount");
    json& row = rows[{day, type, song}];
    if (row.is_null()) {
      row = {{"type", type}, {"amount", 0.0}, {"conversation_id", song}, {"conversation_title", title},
             {"event_at", day + "T00:00:00"}, {"max_created_at", ""}, {"_account_email", email}};
    }
    row["amount"] = row["amount"].get<double>() + amount;
    row["max_created_at"] = std::max(row["max_created_at"].get<std::string>(), created_at);
    tokens[type] += amount;
    credits[type] = tokens[type] / 12;
    if (received.contains(type)) received_tokens += amount;
    if (!charged.contains(type)) continue;
    charged_tokens += amount;
    if (song.is_null()) continue;
    json& conversation = songs[song];
    const double total = (conversation.is_null() ? 0.0 : conversation["tokens"].get<double>()) + amount;
    conversation = {{"conversation_id", song}, {"title", title}, {"email", email}, {"tokens", total}, {"credits", total / 12}};
  }
  json events = json::array(), conversations = json::array();
  for (const auto& [key, row] : rows) events.push_back(row);
  for (const auto& [id, conversation] : songs) conversations.push_back(conversation);
  const json summary = {{"by_type_tokens", tokens}, {"by_type_credits", credits},
                        {"total_charged_credits", charged_tokens / 12}, {"total_received_tokens", received_tokens},
                        {"per_conversation", conversations}};
  return {{"email", email}, {"events", events}, {"summary", summary}};
}
