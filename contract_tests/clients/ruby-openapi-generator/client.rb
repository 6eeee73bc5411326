# frozen_string_literal: true

# Gets the usage report of one account and prints it as JSON.

require 'json'
require 'openapi_client'
require 'optparse'
require 'time'
require 'uri'

# By default, JSON drops fractions of a second from a Time.
class Time
  def to_json(*options) = iso8601(6).to_json(*options)
end

options = {}
OptionParser.new do |parser|
  parser.on('--base-url URL') { |url| options[:base_url] = URI(url) }
  parser.on('--email E') { |email| options[:email] = email }
end.parse!

OpenapiClient.configure do |configuration|
  base_url = options.fetch(:base_url)
  configuration.scheme = base_url.scheme
  configuration.host = "#{base_url.host}:#{base_url.port}"
  configuration.base_path = base_url.path
  configuration.server_index = nil
  configuration.access_token = ENV.fetch('USEAPI_TOKEN')
end

output = {}
begin
  usage, output[:status] = OpenapiClient::AccountsApi.new.get_account_usage_with_http_info(options.fetch(:email))
  output[:usage] = usage.to_hash if output[:status] == 200
rescue OpenapiClient::ApiError => e
  raise if [nil, 0, 200].include?(e.code)

  output[:status] = e.code
end
puts JSON.generate(output)
