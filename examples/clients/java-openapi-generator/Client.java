import java.util.LinkedHashMap;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.AccountsApi;

/** Asks for one account's usage and prints what it understood. */
public final class Client {
    private Client() {}

    public static void main(String[] arguments) throws Exception {
        var options = Map.of(arguments[0], arguments[1], arguments[2], arguments[3]);
        var client = new ApiClient();
        client.updateBaseUri(options.get("--base-url"));
        client.setRequestInterceptor(
                request -> request.header("Authorization", "Bearer " + System.getenv("USEAPI_TOKEN")));

        var told = new LinkedHashMap<String, Object>();
        try {
            var response = new AccountsApi(client).getAccountUsageWithHttpInfo(options.get("--email"));
            told.put("status", response.getStatusCode());
            if (response.getStatusCode() == 200) {
                told.put("usage", response.getData());
            }
        } catch (ApiException refusal) {
            if (refusal.getCode() == 0 || refusal.getCode() == 200) {
                throw refusal;
            }
            told.put("status", refusal.getCode());
        }
        System.out.println(client.getObjectMapper().writeValueAsString(told));
    }
}
