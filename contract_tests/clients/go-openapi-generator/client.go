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

	configuration := flowmusic.NewConfiguration()
	configuration.Servers = flowmusic.ServerConfigurations{{URL: *baseURL}}
	client := flowmusic.NewAPIClient(configuration)
	ctx := context.WithValue(context.Background(), flowmusic.ContextAccessToken, os.Getenv("USEAPI_TOKEN"))
	usage, response, err := client.AccountsAPI.GetAccountUsage(ctx).Email(*email).Execute()
	if response == nil || (err != nil && response.StatusCode == http.StatusOK) {
		log.Fatal(err)
	}

	output := map[string]any{"status": response.StatusCode}
	if response.StatusCode == http.StatusOK {
		output["usage"] = usage
	}
	if err := json.NewEncoder(os.Stdout).Encode(output); err != nil {
		log.Fatal(err)
	}
}
