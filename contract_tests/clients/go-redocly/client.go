// Gets the usage report of one account and prints it as JSON.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"net/http"
	"os"

	"usage/flowmusic"
)

func main() {
	baseURL := flag.String("base-url", "https://api.useapi.net/v1", "base URL of the API")
	email := flag.String("email", "", "email address of the account")
	flag.Parse()

	status := 0
	client := flowmusic.New(flowmusic.Config{
		ServerURL:  *baseURL,
		Auth:       flowmusic.Auth{Bearer: func() string { return os.Getenv("USEAPI_TOKEN") }},
		Retry:      flowmusic.RetryConfig{Retries: 1},
		Middleware: []flowmusic.Middleware{{OnResponse: func(resp *http.Response) { status = resp.StatusCode }}},
	})
	usage, err := client.GetAccountUsage(context.Background(), &flowmusic.GetAccountUsageParams{Email: email})
	if err != nil && (status == 0 || status == http.StatusOK) {
		log.Fatal(err)
	}

	output := map[string]any{"status": status}
	if status == http.StatusOK {
		output["usage"] = usage
	}
	if err := json.NewEncoder(os.Stdout).Encode(output); err != nil {
		log.Fatal(err)
	}
}
