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

	configuration := flowmusic.NewConfiguration()
	configuration.Servers = flowmusic.ServerConfigurations{{URL: *baseURL}}
	client := flowmusic.NewAPIClient(configuration)
	ctx := context.WithValue(context.Background(), flowmusic.ContextAccessToken, os.Getenv("USEAPI_TOKEN"))
	for _, email := range emails {
		usage, response, err := client.AccountsAPI.GetAccountUsage(ctx).Email(email).Execute()
		output := map[string]any{}
		switch {
		case response == nil || (err != nil && response.StatusCode == http.StatusOK):
			output["error"] = err.Error()
		case response.StatusCode == http.StatusOK:
			output["status"], output["usage"] = http.StatusOK, usage
		default:
			output["status"] = response.StatusCode
		}
		if err := json.NewEncoder(os.Stdout).Encode(output); err != nil {
			log.Fatal(err)
		}
	}
}
