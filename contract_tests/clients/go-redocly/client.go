// Gets usage reports and prints each as JSON on one line.
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
	emails := []string{}
	add := func(email string) error { emails = append(emails, email); return nil }
	flag.Func("email", "email address of an account (repeat it for several)", add)
	flag.Parse()

	status := 0
	client := flowmusic.New(flowmusic.Config{
		ServerURL:  *baseURL,
		Auth:       flowmusic.Auth{Bearer: func() string { return os.Getenv("USEAPI_TOKEN") }},
		Retry:      flowmusic.RetryConfig{Retries: 1},
		Middleware: []flowmusic.Middleware{{OnResponse: func(resp *http.Response) { status = resp.StatusCode }}},
	})
	for _, email := range emails {
		status = 0
		usage, err := client.GetAccountUsage(context.Background(), &flowmusic.GetAccountUsageParams{Email: &email})
		output := map[string]any{}
		switch {
		case err != nil && (status == 0 || status == http.StatusOK):
			output["error"] = err.Error()
		case status == http.StatusOK:
			output["status"], output["usage"] = status, usage
		default:
			output["status"] = status
		}
		if err := json.NewEncoder(os.Stdout).Encode(output); err != nil {
			log.Fatal(err)
		}
	}
}
