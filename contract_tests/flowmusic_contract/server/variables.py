"""The environment variables that contain the tokens of the two tenants."""

TOKEN = "USEAPI_TOKEN"
OTHER_TOKEN = "USEAPI_OTHER_TOKEN"
PROXY_VARIABLES = "HTTP_PROXY, HTTPS_PROXY or ALL_PROXY"
