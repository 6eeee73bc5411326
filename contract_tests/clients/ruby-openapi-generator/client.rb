# frozen_string_literal: true

# Gets usage reports and prints each as JSON on one line.

require 'json'
require 'openapi_client'
require 'optparse'
require 'time'
require 'uri'

# By default, JSON drops fractions of a second from a Time.
class Time
  def to_json(*options) = iso8601(6).to_json(*options)
end

options = { emails: [] }
OptionParser.new do |parser|
  parser.on('--base-url URL') { |url| options[:base_url] = URI(url) }
  parser.on('--email E') { |email| options[:emails] << email }
end.parse!

OpenapiClient.configure do |configuration|
  base_url = options.fetch(:base_url)
  configuration.scheme = base_url.scheme
  configuration.host = "#{base_url.host}:#{base_url.port}"
  configuration.base_path = base_url.path
  configuration.server_index = nil
  configuration.access_token = ENV.fetch('USEAPI_TOKEN')
end

api = OpenapiClient::AccountsApi.new
options.fetch(:emails).each do |email|
  output = {}
  begin
    usage, output[:status] = api.get_account_usage_with_http_info(email)
    output[:usage] = usage.to_hash if output[:status] == 200
  rescue StandardError => e
    status = e.is_a?(OpenapiClient::ApiError) ? e.code : nil
    output = [nil, 0, 200].include?(status) ? { error: e.message } : { status: status }
  end
  puts JSON.generate(output)
end
