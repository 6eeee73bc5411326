// Go, net/http.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strings"
)

var ledger map[string]map[string][]billingEvent

func usage(w http.ResponseWriter, r *http.Request) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	accounts, known := ledger[token]
	if !known || !strings.EqualFold(scheme, "Bearer") {
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "unauthorized", http.StatusUnauthorized)
		return
	}
	email := r.URL.Query().Get("email")
	if email == "" {
		http.Error(w, "parameter email is required", http.StatusBadRequest)
		return
	}
	events, configured := accounts[email]
	if !configured {
		http.Error(w, "account is not configured", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(report(email, events)); err != nil {
		log.Print(err)
	}
}

func main() {
	content, err := os.ReadFile(os.Getenv("LEDGER"))
	if err != nil {
		log.Fatal(err)
	}
	if err := json.Unmarshal(content, &ledger); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("GET /v1/flowmusic/accounts/usage", usage)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
