#!/usr/bin/env bash
# Gets usage reports with curl and prints each as JSON on one line.
set -euo pipefail

emails=()
while (($#)); do
    case $1 in
        --base-url) base_url=$2 ;;
        --email) emails+=("$2") ;;
    esac
    shift 2
done

bodies=$(mktemp -d)
trap 'rm -r "$bodies"' EXIT
requests=()
for number in "${!emails[@]}"; do
    encoded=$(jq --null-input --raw-output --arg email "${emails[number]}" '$email | @uri')
    requests+=(--output "$bodies/$number" "$base_url/flowmusic/accounts/usage?email=$encoded")
done
# One curl sends all requests over one connection.
# The token is in no argument, because everyone on this machine can see those.
# --retry waits as Retry-After says. It needs --output, because it would print the body of each attempt.
results=$(curl --silent --compressed --retry 2 --max-time 30 --header @<(echo "Authorization: Bearer $USEAPI_TOKEN") \
    --write-out '%{http_code} %{exitcode} %{errormsg}\n' "${requests[@]}") || true
number=0
while read -r status exit_code message; do
    if [[ $exit_code != 0 ]]; then
        jq --null-input --compact-output --arg message "$message" '{error: $message}'
    elif [[ $status == 200 ]]; then
        # Without --slurp, jq prints nothing for an empty body and two objects for two documents, and exits with 0.
        jq --slurp --compact-output \
            'if length == 1 then {status: 200, usage: .[0]} else error("not one document") end' "$bodies/$number" ||
            echo '{"error": "the body is not one JSON document"}'
    else
        echo "{\"status\": $status}"
    fi
    number=$((number + 1))
done <<<"$results"
