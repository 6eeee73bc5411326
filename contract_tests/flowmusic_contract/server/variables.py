"""The environment variables that a check reads: the tokens of the two tenants, and the proxy."""

TOKEN = "USEAPI_TOKEN"
OTHER_TOKEN = "USEAPI_OTHER_TOKEN"
PROXY_VARIABLES = "HTTP_PROXY, HTTPS_PROXY or ALL_PROXY"
