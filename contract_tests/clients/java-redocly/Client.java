import flowmusicaccountusage.FlowMusic;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gets usage reports and prints each as JSON on one line. */
public final class Client implements FlowMusic.Middleware {
    private int status;

    private Client() {}

    @Override
    public void onResponse(HttpResponse<InputStream> response) {
        status = response.statusCode();
    }

    public static void main(String[] arguments) {
        var options = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < arguments.length; i += 2) {
            options.computeIfAbsent(arguments[i], name -> new ArrayList<>()).add(arguments[i + 1]);
        }
        var observer = new Client();
        var client = new FlowMusic(new FlowMusic.Config()
                .serverUrl(options.get("--base-url").get(0))
                .auth(new FlowMusic.Auth().bearer(System.getenv("USEAPI_TOKEN")))
                .retry(new FlowMusic.Retry().retries(1))
                .middleware(observer));
        for (var email : options.get("--email")) {
            System.out.println(FlowMusic.Json.write(observer.usage(client, email)));
        }
    }

    private Map<String, Object> usage(FlowMusic client, String email) {
        status = 0;
        try {
            var usage = client.getAccountUsage(new FlowMusic.GetAccountUsageParams().email(email));
            return status == 200 ? Map.of("status", status, "usage", usage) : Map.of("status", status);
        } catch (RuntimeException error) {
            return status == 0 || status == 200 ? Map.of("error", error.toString()) : Map.of("status", status);
        }
    }
}
