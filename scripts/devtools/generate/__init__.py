"""Writes generated/ from openapi.yaml: the Python client, the OpenAPI 3.0 form of the spec, and a stamp."""
