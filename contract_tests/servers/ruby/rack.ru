# Rack, on Puma.
require "rack"
require_relative "usage"

def json(status, body) = [status, { "content-type" => "application/json" }, [JSON.generate(body)]]

app = lambda do |env|
  request = Rack::Request.new(env)
  next json(404, error: "Not found") unless request.path == "/v1/flowmusic/accounts/usage"
  next json(405, error: "Method not allowed") unless request.get? || request.head?

  accounts = LEDGER[request.get_header("HTTP_AUTHORIZATION").to_s[/\Abearer (\S+)\z/i, 1]]
  next json(401, error: "Unauthorized") unless accounts

  email = request.GET["email"]
  next json(400, error: "Parameter email is required") unless email.is_a?(String) && !email.empty?
  next json(404, error: "Account is not configured") unless accounts.key?(email)

  json(200, usage_report(email, accounts[email]))
rescue Rack::QueryParser::InvalidParameterError, Rack::QueryParser::ParameterTypeError
  json(400, error: "Query is malformed")
end

use Rack::Head
run app
