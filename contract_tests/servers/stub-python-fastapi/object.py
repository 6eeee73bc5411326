"""The base class of the models, which the generator imports but does not write: `openapi_server/models/object.py`."""

from pydantic import BaseModel

object = BaseModel  # noqa: A001 - the models import this name
