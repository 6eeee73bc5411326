// Gets the usage report of one account and prints it as JSON.
#include <CppRestOpenAPIClient/api/AccountsApi.h>
#include <iostream>
using namespace org::openapitools::client;
using web::json::value;

// The models' own toJson leaves out null values.
void addNulls(value& rows, std::initializer_list<const char*> names) {
    for (auto& row : rows.as_array())
        for (auto name : names)
            if (!row.has_field(name)) row[name] = value::null();
}

int main(int count, char* words[]) {
    std::map<std::string, std::string> options;
    for (int i = 1; i + 1 < count; i += 2) options[words[i]] = words[i + 1];

    auto configuration = std::make_shared<api::ApiConfiguration>();
    configuration->setBaseUrl(options["--base-url"]);
    web::http::client::http_client_config http;
    http.set_max_redirects(0);  // the token would be sent to the new host
    configuration->setHttpConfig(http);
    configuration->getDefaultHeaders()["Authorization"] = std::string("Bearer ") + std::getenv("USEAPI_TOKEN");
    auto client = std::make_shared<api::ApiClient>(configuration);
    int status = 0;
    client->setResponseHandler([&](web::http::status_code code, const web::http::http_headers&) { status = code; });
    auto output = value::object();
    try {
        auto usage = api::AccountsApi(client).getAccountUsage(options["--email"]).get();
        if (status == 200) {
            output["usage"] = usage->toJson();
            addNulls(output["usage"]["events"], {"conversation_id", "conversation_title"});
            addNulls(output["usage"]["summary"]["per_conversation"], {"title", "email"});
        }
    } catch (const std::exception&) {
        if (status == 0 || status == 200) throw;
    }
    output["status"] = status;
    std::cout << output.serialize() << '\n';
}
