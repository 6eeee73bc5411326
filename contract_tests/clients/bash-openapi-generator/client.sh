#!/usr/bin/env bash
# Gets usage reports and prints each as JSON on one line.
set -euo pipefail

emails=()
while (($#)); do
    case $1 in
        --base-url) base_url=$2 ;;
        --email) emails+=("$2") ;;
    esac
    shift 2
done

for email in "${emails[@]}"; do
    # The generated script adds the path of the base URL itself, but does not encode the email address.
    encoded=$(jq --null-input --raw-output --arg email "$email" '$email | @uri')
    response=$(bash flowmusic/client.sh --host "${base_url%/v1}" -w "'\\n%{http_code}'" \
        getAccountUsage "Authorization:Bearer $USEAPI_TOKEN" email="$encoded" 2>/dev/null) || true
    status=${response##*$'\n'}
    if [[ $status == 200 ]]; then
        # Without --slurp, jq prints nothing for an empty body and two objects for two documents, and exits with 0.
        jq --slurp --compact-output \
            'if length == 1 then {status: 200, usage: .[0]} else error("not one document") end' \
            <<<"${response%$'\n'*}" || echo '{"error": "the body is not one JSON document"}'
    elif [[ $status =~ ^[1-9] ]]; then
        echo "{\"status\": $status}"
    else
        echo '{"error": "no response"}'
    fi
done
