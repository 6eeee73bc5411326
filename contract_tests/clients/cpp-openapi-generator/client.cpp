// Gets usage reports and prints each as JSON on one line.
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
    std::multimap<std::string, std::string> options;
    for (int i = 1; i + 1 < count; i += 2) options.emplace(words[i], words[i + 1]);

    auto configuration = std::make_shared<api::ApiConfiguration>();
    configuration->setBaseUrl(options.find("--base-url")->second);
    web::http::client::http_client_config http;
    http.set_max_redirects(0);  // the token would be sent to the new host
    configuration->setHttpConfig(http);
    configuration->getDefaultHeaders()["Authorization"] = std::string("Bearer ") + std::getenv("USEAPI_TOKEN");
    auto client = std::make_shared<api::ApiClient>(configuration);
    int status = 0;
    client->setResponseHandler([&](web::http::status_code code, const web::http::http_headers&) { status = code; });
    auto [email, end] = options.equal_range("--email");
    for (; email != end; ++email) {
        status = 0;
        auto output = value::object();
        try {
            auto usage = api::AccountsApi(client).getAccountUsage(email->second).get();
            if (status == 200) {
                output["usage"] = usage->toJson();
                addNulls(output["usage"]["events"], {"conversation_id", "conversation_title"});
                addNulls(output["usage"]["summary"]["per_conversation"], {"title", "email"});
            }
            output["status"] = status;
        } catch (const std::exception& error) {
            output = value::object();
            if (status == 0 || status == 200)
                output["error"] = value::string(error.what());
            else
                output["status"] = status;
        }
        std::cout << output.serialize() << '\n';
    }
}
