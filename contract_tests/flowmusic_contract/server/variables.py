"""The environment variables that contain the tokens of the two tenants."""

TOKEN = "USEAPI_TOKEN"
OTHER_TOKEN = "USEAPI_OTHER_TOKEN"
