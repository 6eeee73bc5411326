// Java, com.sun.net.httpserver, with Jackson.
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

public final class Server {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Map<String, Map<String, List<Usage.BillingEvent>>> ledger;

    public static void main(String[] arguments) throws IOException {
        ledger = JSON.readValue(new File(System.getenv("LEDGER")), new TypeReference<>() {});
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/v1/flowmusic/accounts/usage", Server::handle);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.start();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        if (!isHead && !exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            send(exchange, 405, Map.of("error", "Method not allowed"));
            return;
        }
        List<String> headers = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        String[] words = headers.size() == 1 ? headers.get(0).split(" ", 2) : new String[0];
        boolean isBearer = words.length == 2 && words[0].equalsIgnoreCase("Bearer");
        Map<String, List<Usage.BillingEvent>> accounts = isBearer ? ledger.get(words[1]) : null;
        if (accounts == null) {
            send(exchange, 401, Map.of("error", "Unauthorized"));
            return;
        }
        List<String> emails = emails(exchange.getRequestURI().getRawQuery());
        if (emails.size() != 1 || emails.get(0).isEmpty()) {
            send(exchange, 400, Map.of("error", "Parameter email is required exactly once"));
        } else if (!accounts.containsKey(emails.get(0))) {
            send(exchange, 404, Map.of("error", "Account is not configured"));
        } else {
            send(exchange, 200, Usage.report(emails.get(0), accounts.get(emails.get(0))));
        }
    }

    private static List<String> emails(String query) {
        return Arrays.stream((query == null ? "" : query).split("&"))
                .filter(pair -> pair.startsWith("email="))
                .map(pair -> URLDecoder.decode(pair.substring("email=".length()), StandardCharsets.UTF_8))
                .toList();
    }

    private static void send(HttpExchange exchange, int status, Object document) throws IOException {
        byte[] body = JSON.writeValueAsBytes(document);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, isHead ? -1 : body.length);
        if (!isHead) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
