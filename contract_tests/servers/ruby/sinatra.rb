# Sinatra, on Puma.
require "sinatra/base"
require_relative "usage"

class UsageApp < Sinatra::Base
  configure do
    set :environment, :production
    set :server, :puma
    set :bind, "127.0.0.1"
    set :port, ENV.fetch("PORT").to_i
  end

  before { content_type :json }

  get "/v1/flowmusic/accounts/usage" do
    accounts = LEDGER[request.env["HTTP_AUTHORIZATION"].to_s[/\Abearer (\S+)\z/i, 1]]
    halt 401, { "WWW-Authenticate" => "Bearer" }, JSON.generate(error: "Unauthorized") unless accounts
    email = params["email"]
    halt 400, JSON.generate(error: "Parameter email is required") unless email.is_a?(String) && !email.empty?
    halt 404, JSON.generate(error: "Account is not configured") unless accounts.key?(email)
    JSON.generate(usage_report(email, accounts[email]))
  end

  run!
end
