#!/usr/bin/env bash
# Gets the usage report of one account and prints it as JSON.
set -euo pipefail

while (($#)); do
    case $1 in
        --base-url) base_url=$2 ;;
        --email) email=$2 ;;
    esac
    shift 2
done

# The generated script adds the path of the base URL itself, but does not encode the email address.
encoded=$(jq --null-input --raw-output --arg email "$email" '$email | @uri')
response=$(bash flowmusic/client.sh --host "${base_url%/v1}" -w "'\\n%{http_code}'" \
    getAccountUsage "Authorization:Bearer $USEAPI_TOKEN" email="$encoded" 2>/dev/null)
status=${response##*$'\n'}
if [[ $status == 200 ]]; then
    # Without --slurp, jq prints nothing for an empty body and two objects for two documents, and exits with 0.
    jq --slurp --compact-output \
        'if length == 1 then {status: 200, usage: .[0]} else error("not one document") end' <<<"${response%$'\n'*}"
else
    echo "{\"status\": $status}"
fi
