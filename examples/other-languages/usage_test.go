// Tests with Go's testing package and the standard library.
package usage

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

var baseURL = os.Getenv("USEAPI_BASE_URL")

func control(t *testing.T, path, body string) {
	t.Helper()
	root := strings.TrimSuffix(baseURL, "/v1")
	response, err := http.Post(root+"/_mock"+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode >= 400 {
		t.Fatalf("%s: %s", path, response.Status)
	}
}

func getUsage(t *testing.T, email string) *http.Response {
	t.Helper()
	request, err := http.NewRequest("GET", baseURL+"/flowmusic/accounts/usage?email="+url.QueryEscape(email), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("USEAPI_TOKEN"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response
}

func TestChargedCredits(t *testing.T) {
	control(t, "/reset", "{}")
	control(t, "/charges", `{"email": "a@example.com", "title": "Sample Song", "tokens": 60, "on": "2026-06-01"}`)

	var usage struct {
		Summary struct {
			TotalChargedCredits float64 `json:"total_charged_credits"`
		} `json:"summary"`
	}
	if err := json.NewDecoder(getUsage(t, "a@example.com").Body).Decode(&usage); err != nil {
		t.Fatal(err)
	}
	if usage.Summary.TotalChargedCredits != 5 {
		t.Errorf("expected 5 credits, got %v", usage.Summary.TotalChargedCredits)
	}
}

func TestOutageEnds(t *testing.T) {
	control(t, "/reset", "{}")
	control(t, "/changes", `{"status": 503, "times": 1}`)

	for _, expected := range []int{503, 200} {
		if status := getUsage(t, "listener@example.com").StatusCode; status != expected {
			t.Errorf("expected status %d, got %d", expected, status)
		}
	}
}
