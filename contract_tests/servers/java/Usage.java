import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The usage report of an account. */
final class Usage {
    record BillingEvent(
            String type,
            double amount,
            @JsonProperty("conversation_id") String song,
            @JsonProperty("conversation_title") String title,
            @JsonProperty("created_at") String createdAt) {
        String day() {
            return createdAt.substring(0, 10);
        }
    }

    private static final Set<String> CHARGED = Set.of("producer-usage", "riffusion");
    private static final Set<String> RECEIVED = Set.of("grant", "daily-free");

    static Map<String, Object> report(String email, List<BillingEvent> billed) {
        Map<String, Double> tokens = new TreeMap<>();
        billed.forEach(event -> tokens.merge(event.type(), event.amount(), Double::sum));
        Map<String, Double> credits = new TreeMap<>();
        tokens.forEach((type, amount) -> credits.put(type, amount / 12));
        List<BillingEvent> charged = billed.stream().filter(event -> CHARGED.contains(event.type())).toList();
        List<BillingEvent> received = billed.stream().filter(event -> RECEIVED.contains(event.type())).toList();
        List<BillingEvent> sung = charged.stream().filter(event -> event.song() != null).toList();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("by_type_tokens", tokens);
        summary.put("by_type_credits", credits);
        summary.put("total_charged_credits", total(charged) / 12);
        summary.put("total_received_tokens", total(received));
        summary.put("per_conversation", each(sung, BillingEvent::song, group -> conversation(email, group)));
        List<Object> events = each(
                billed, e -> List.of(e.day(), e.type(), Objects.toString(e.song())), group -> event(email, group));
        return Map.of("email", email, "events", events, "summary", summary);
    }

    private static Map<String, Object> event(String email, List<BillingEvent> group) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", group.get(0).type());
        event.put("amount", total(group));
        event.put("conversation_id", group.get(0).song());
        event.put("conversation_title", group.get(0).title());
        event.put("event_at", group.get(0).day() + "T00:00:00");
        event.put("max_created_at", group.stream().map(BillingEvent::createdAt).max(String::compareTo).get());
        event.put("_account_email", email);
        return event;
    }

    private static Map<String, Object> conversation(String email, List<BillingEvent> group) {
        Map<String, Object> conversation = new LinkedHashMap<>();
        conversation.put("conversation_id", group.get(0).song());
        conversation.put("title", group.get(0).title());
        conversation.put("email", email);
        conversation.put("tokens", total(group));
        conversation.put("credits", total(group) / 12);
        return conversation;
    }

    private static double total(Collection<BillingEvent> events) {
        return events.stream().mapToDouble(BillingEvent::amount).sum();
    }

    private static List<Object> each(
            List<BillingEvent> events, Function<BillingEvent, Object> key, Function<List<BillingEvent>, Object> row) {
        Map<Object, List<BillingEvent>> groups =
                events.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
        return new ArrayList<>(groups.values().stream().map(row).toList());
    }
}
