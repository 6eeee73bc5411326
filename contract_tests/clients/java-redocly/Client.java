import flowmusicaccountusage.FlowMusic;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gets the usage report of one account and prints it as JSON. */
public final class Client implements FlowMusic.Middleware {
    private int status;

    private Client() {}

    @Override
    public void onResponse(HttpResponse<InputStream> response) {
        status = response.statusCode();
    }

    public static void main(String[] arguments) {
        var options = Map.of(arguments[0], arguments[1], arguments[2], arguments[3]);
        var observer = new Client();
        var client = new FlowMusic(new FlowMusic.Config()
                .serverUrl(options.get("--base-url"))
                .auth(new FlowMusic.Auth().bearer(System.getenv("USEAPI_TOKEN")))
                .retry(new FlowMusic.Retry().retries(1))
                .middleware(observer));

        var output = new LinkedHashMap<String, Object>();
        try {
            var email = new FlowMusic.GetAccountUsageParams().email(options.get("--email"));
            output.put("usage", client.getAccountUsage(email));
        } catch (RuntimeException error) {
            if (observer.status == 0 || observer.status == 200) {
                throw error;
            }
        }
        output.put("status", observer.status);
        output.keySet().removeIf(key -> key.equals("usage") && observer.status != 200);
        System.out.println(FlowMusic.Json.write(output));
    }
}
