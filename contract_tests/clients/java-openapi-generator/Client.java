import java.util.LinkedHashMap;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.AccountsApi;

/** Gets the usage report of one account and prints it as JSON. */
public final class Client {
    private Client() {}

    public static void main(String[] arguments) throws Exception {
        var options = Map.of(arguments[0], arguments[1], arguments[2], arguments[3]);
        var client = new ApiClient();
        client.updateBaseUri(options.get("--base-url"));
        client.setRequestInterceptor(
                request -> request.header("Authorization", "Bearer " + System.getenv("USEAPI_TOKEN")));

        var output = new LinkedHashMap<String, Object>();
        try {
            var response = new AccountsApi(client).getAccountUsageWithHttpInfo(options.get("--email"));
            output.put("status", response.getStatusCode());
            if (response.getStatusCode() == 200) {
                output.put("usage", response.getData());
            }
        } catch (ApiException error) {
            if (error.getCode() == 0 || error.getCode() == 200) {
                throw error;
            }
            output.put("status", error.getCode());
        }
        System.out.println(client.getObjectMapper().writeValueAsString(output));
    }
}
