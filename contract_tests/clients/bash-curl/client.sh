#!/usr/bin/env bash
# Gets the usage report of one account with curl and prints it as JSON.
set -euo pipefail

while (($#)); do
    case $1 in
        --base-url) base_url=$2 ;;
        --email) email=$2 ;;
    esac
    shift 2
done

body=$(mktemp)
trap 'rm -f "$body"' EXIT
# The token is in no argument, because everyone on this machine can see those.
# --retry waits as Retry-After says. It needs --output, because it would print the body of each attempt.
status=$(curl --silent --get --compressed --retry 2 --max-time 30 \
    --header @<(echo "Authorization: Bearer $USEAPI_TOKEN") --data-urlencode "email=$email" \
    --output "$body" --write-out '%{http_code}' "$base_url/flowmusic/accounts/usage")
if [[ $status == 200 ]]; then
    jq --compact-output '{status: 200, usage: .}' "$body"
else
    echo "{\"status\": $status}"
fi
