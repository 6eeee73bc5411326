<?php
// The usage report of an account. The PHP servers share it.
declare(strict_types=1);

const CHARGED = ['producer-usage', 'riffusion'];
const RECEIVED = ['grant', 'daily-free'];

function usage_report(string $email, array $billing_events): array
{
    $events = $tokens = $songs = [];
    foreach ($billing_events as ['type' => $type, 'amount' => $amount, 'conversation_id' => $song,
        'conversation_title' => $title, 'created_at' => $created_at]) {
        $day = substr($created_at, 0, 10);
        $event = &$events["$day $type $song"];
        $event ??= ['type' => $type, 'amount' => 0, 'conversation_id' => $song, 'conversation_title' => $title,
            'event_at' => "{$day}T00:00:00", 'max_created_at' => '', '_account_email' => $email];
        $event['amount'] += $amount;
        $event['max_created_at'] = max($event['max_created_at'], $created_at);
        unset($event);
        $tokens[$type] = ($tokens[$type] ?? 0) + $amount;
        if ($song !== null && in_array($type, CHARGED, true)) {
            $songs[$song] ??= ['conversation_id' => $song, 'title' => $title, 'email' => $email, 'tokens' => 0];
            $songs[$song]['tokens'] += $amount;
        }
    }
    $total = fn (array $types) => array_sum(array_intersect_key($tokens, array_flip($types)));
    return ['email' => $email, 'events' => array_values($events), 'summary' => [
        'by_type_tokens' => (object) $tokens,
        'by_type_credits' => (object) array_map(fn ($each) => $each / 12, $tokens),
        'total_charged_credits' => $total(CHARGED) / 12,
        'total_received_tokens' => $total(RECEIVED),
        'per_conversation' => array_map(fn ($each) => $each + ['credits' => $each['tokens'] / 12], array_values($songs)),
    ]];
}
