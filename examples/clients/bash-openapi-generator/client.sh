#!/usr/bin/env bash
# Asks for one account's usage and prints what it understood.
set -euo pipefail

while (($#)); do
    case $1 in
        --base-url) base_url=$2 ;;
        --email) email=$2 ;;
    esac
    shift 2
done

# The generated script adds the path of the base URL itself, and leaves it to us to encode the e-mail.
encoded=$(jq --null-input --raw-output --arg email "$email" '$email | @uri')
answer=$(bash flowmusic/client.sh --host "${base_url%/v1}" -w "'\\n%{http_code}'" \
    getAccountUsage "Authorization:Bearer $USEAPI_TOKEN" email="$encoded" 2>/dev/null)
status=${answer##*$'\n'}
if [[ $status == 200 ]]; then
    jq --compact-output '{status: 200, usage: .}' <<<"${answer%$'\n'*}"
else
    echo "{\"status\": $status}"
fi
