// C++, the C++ REST SDK and JSON for Modern C++.
#include <cpprest/http_listener.h>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <unistd.h>

#include "usage.hpp"

using namespace web::http;

static std::string token(const http_request& request) {
  static const std::regex bearer("bearer +(\\S+)", std::regex::icase);
  const auto header = request.headers().find("Authorization");
  std::smatch found;
  return header != request.headers().end() && std::regex_match(header->second, found, bearer) ? found[1].str() : "";
}

static std::string email(const http_request& request) {
  const auto query = web::uri::split_query(request.request_uri().query());
  const auto value = query.find("email");
  return value == query.end() ? "" : web::uri::decode(value->second);
}

static std::pair<status_code, json> respond(const json& ledger, const http_request& request) {
  const auto accounts = ledger.find(token(request));
  if (accounts == ledger.end()) return {status_codes::Unauthorized, {{"error", "Unauthorized"}}};
  try {
    const std::string account = email(request);
    if (account.empty()) return {status_codes::BadRequest, {{"error", "Parameter email is required"}}};
    const auto events = accounts->find(account);
    if (events == accounts->end()) return {status_codes::NotFound, {{"error", "Account is not configured"}}};
    return {status_codes::OK, usage_report(account, *events)};
  } catch (const web::uri_exception& error) {
    return {status_codes::BadRequest, {{"error", error.what()}}};
  }
}

int main() {
  const json ledger = json::parse(std::ifstream(std::getenv("LEDGER")));
  const std::string origin = "http://127.0.0.1:" + std::string(std::getenv("PORT"));
  experimental::listener::http_listener listener(origin + "/v1/flowmusic/accounts/usage");
  listener.support(methods::GET, [&](const http_request& request) {
    const auto [status, body] = respond(ledger, request);
    request.reply(status, body.dump(), "application/json");
  });
  // by default, the response to TRACE repeats the request with its token
  listener.support(methods::TRCE, [](const http_request& request) { request.reply(status_codes::MethodNotAllowed); });
  listener.open().wait();
  pause();
}
