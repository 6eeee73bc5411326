package main

type billingEvent struct {
	Type           string  `json:"type"`
	Amount         float64 `json:"amount"`
	ConversationID *string `json:"conversation_id"`
	Title          *string `json:"conversation_title"`
	CreatedAt      string  `json:"created_at"`
}

type event struct {
	Type           string  `json:"type"`
	Amount         float64 `json:"amount"`
	ConversationID *string `json:"conversation_id"`
	Title          *string `json:"conversation_title"`
	EventAt        string  `json:"event_at"`
	MaxCreatedAt   string  `json:"max_created_at"`
	AccountEmail   string  `json:"_account_email"`
}

type conversation struct {
	ID      string  `json:"conversation_id"`
	Title   *string `json:"title"`
	Email   string  `json:"email"`
	Tokens  float64 `json:"tokens"`
	Credits float64 `json:"credits"`
}

var kinds = map[string]string{"producer-usage": "charged", "riffusion": "charged", "grant": "received", "daily-free": "received"}

// report returns the usage report of an account.
func report(email string, billed []billingEvent) map[string]any {
	type key struct{ day, kind, song string }
	rows, songs := map[key]*event{}, map[string]*conversation{}
	events, conversations := []*event{}, []*conversation{}
	tokens, credits, totals := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for _, b := range billed {
		day, song := b.CreatedAt[:10], ""
		if b.ConversationID != nil {
			song = *b.ConversationID
		}
		row := rows[key{day, b.Type, song}]
		if row == nil {
			row = &event{b.Type, 0, b.ConversationID, b.Title, day + "T00:00:00", "", email}
			rows[key{day, b.Type, song}] = row
			events = append(events, row)
		}
		row.Amount += b.Amount
		row.MaxCreatedAt = max(row.MaxCreatedAt, b.CreatedAt)
		tokens[b.Type] += b.Amount
		credits[b.Type] = tokens[b.Type] / 12
		totals[kinds[b.Type]] += b.Amount
		if song != "" && kinds[b.Type] == "charged" {
			if songs[song] == nil {
				songs[song] = &conversation{ID: song, Title: b.Title, Email: email}
				conversations = append(conversations, songs[song])
			}
			songs[song].Tokens += b.Amount
			songs[song].Credits = songs[song].Tokens / 12
		}
	}
	return map[string]any{"email": email, "events": events, "summary": map[string]any{
		"by_type_tokens":        tokens,
		"by_type_credits":       credits,
		"total_charged_credits": totals["charged"] / 12,
		"total_received_tokens": totals["received"],
		"per_conversation":      conversations,
	}}
}
