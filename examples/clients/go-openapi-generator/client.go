// Asks for one account's usage and prints what it understood.
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
	baseURL := flag.String("base-url", "https://api.useapi.net/v1", "where the API is")
	email := flag.String("email", "", "the configured account")
	flag.Parse()

	configuration := flowmusic.NewConfiguration()
	configuration.Servers = flowmusic.ServerConfigurations{{URL: *baseURL}}
	client := flowmusic.NewAPIClient(configuration)
	ctx := context.WithValue(context.Background(), flowmusic.ContextAccessToken, os.Getenv("USEAPI_TOKEN"))
	usage, response, err := client.AccountsAPI.GetAccountUsage(ctx).Email(*email).Execute()
	if response == nil || (err != nil && response.StatusCode == http.StatusOK) {
		log.Fatal(err)
	}

	told := map[string]any{"status": response.StatusCode}
	if response.StatusCode == http.StatusOK {
		told["usage"] = usage
	}
	if err := json.NewEncoder(os.Stdout).Encode(told); err != nil {
		log.Fatal(err)
	}
}
