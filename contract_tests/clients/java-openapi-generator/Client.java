import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.AccountsApi;

/** Gets usage reports and prints each as JSON on one line. */
public final class Client {
    private Client() {}

    public static void main(String[] arguments) throws Exception {
        var options = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < arguments.length; i += 2) {
            options.computeIfAbsent(arguments[i], name -> new ArrayList<>()).add(arguments[i + 1]);
        }
        var client = new ApiClient();
        client.updateBaseUri(options.get("--base-url").get(0));
        client.setRequestInterceptor(
                request -> request.header("Authorization", "Bearer " + System.getenv("USEAPI_TOKEN")));
        var accounts = new AccountsApi(client);
        for (var email : options.get("--email")) {
            System.out.println(client.getObjectMapper().writeValueAsString(usage(accounts, email)));
        }
    }

    private static Map<String, Object> usage(AccountsApi accounts, String email) {
        try {
            var response = accounts.getAccountUsageWithHttpInfo(email);
            var status = response.getStatusCode();
            return status == 200 ? Map.of("status", status, "usage", response.getData()) : Map.of("status", status);
        } catch (ApiException error) {
            var hasStatus = error.getCode() != 0 && error.getCode() != 200;
            return hasStatus ? Map.of("status", error.getCode()) : Map.of("error", error.toString());
        } catch (RuntimeException error) {
            return Map.of("error", error.toString());
        }
    }
}
