// The service that the stub calls, and the check of the token before it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"strings"

	openapi "servers/stub/go"
)

type accountsKey struct{}

type service struct{}

func (service) GetAccountUsage(ctx context.Context, email string) (openapi.ImplResponse, error) {
	if email == "" {
		return openapi.Response(http.StatusBadRequest, nil), errors.New("parameter email is required")
	}
	events, configured := ctx.Value(accountsKey{}).(map[string][]billingEvent)[email]
	if !configured {
		return openapi.Response(http.StatusNotFound, nil), errors.New("account is not configured")
	}
	var usage openapi.AccountUsage
	content, err := json.Marshal(report(email, events))
	if err == nil {
		err = json.Unmarshal(content, &usage)
	}
	if err != nil {
		return openapi.Response(http.StatusInternalServerError, nil), err
	}
	return openapi.Response(http.StatusOK, usage), nil
}

func authenticate(ledger map[string]map[string][]billingEvent, next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		accounts, known := ledger[token]
		if !known || !strings.EqualFold(scheme, "Bearer") {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), accountsKey{}, accounts)))
	}
}

func main() {
	content, err := os.ReadFile(os.Getenv("LEDGER"))
	if err != nil {
		log.Fatal(err)
	}
	var ledger map[string]map[string][]billingEvent
	if err := json.Unmarshal(content, &ledger); err != nil {
		log.Fatal(err)
	}
	router := openapi.NewRouter(openapi.NewAccountsAPIController(service{}))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), authenticate(ledger, router)))
}
