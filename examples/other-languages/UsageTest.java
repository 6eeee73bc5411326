// Tests with JUnit 5 and the standard library.
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageTest {
    static final URI BASE_URL = URI.create(System.getenv("USEAPI_BASE_URL"));
    static final HttpClient HTTP = HttpClient.newHttpClient();

    static void control(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(BASE_URL.resolve("/_mock" + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        var response = HTTP.send(request, BodyHandlers.ofString());
        assertTrue(response.statusCode() < 400, response.body());
    }

    static HttpResponse<String> getUsage(String email) throws Exception {
        var url = BASE_URL + "/flowmusic/accounts/usage?email=" + URLEncoder.encode(email, UTF_8);
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + System.getenv("USEAPI_TOKEN"))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    @BeforeEach
    void reset() throws Exception {
        control("/reset", "{}");
    }

    @Test
    void chargedCredits() throws Exception {
        control("/charges", """
                {"email": "a@example.com", "title": "Sample Song", "tokens": 60, "on": "2026-06-01"}
                """);

        var usage = getUsage("a@example.com").body(); // your code has a JSON library

        assertEquals("5", usage.replaceAll("(?s).*\"total_charged_credits\": *([0-9.]+).*", "$1"));
    }

    @Test
    void anOutageEnds() throws Exception {
        control("/changes", "{\"status\": 503, \"times\": 1}");

        assertEquals(503, getUsage("listener@example.com").statusCode());
        assertEquals(200, getUsage("listener@example.com").statusCode());
    }
}
