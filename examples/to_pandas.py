"""Prints the tokens of one account per day and type, with pandas: `python to_pandas.py listener@example.com`.

Reads the token from $USEAPI_TOKEN. Needs `pip install '.[pandas]'`.
"""

import argparse
import sys

try:
    import pandas as pd
except ImportError:
    sys.exit("to_pandas.py needs pandas: pip install '.[pandas]'")

from flowmusic_usage import ApiError, AuthenticatedClient

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("email")
email: str = parser.parse_args().email

try:
    with AuthenticatedClient() as client:
        usage = client.get_account_usage(email)
except ApiError as error:
    sys.exit(f"{type(error).__name__}: {error}")
if not usage.events:
    sys.exit(f"{email} has no events.")

frame = pd.DataFrame(event.to_dict() for event in usage.events)
for column in ("event_at", "max_created_at"):
    frame[column] = pd.to_datetime(frame[column], format="ISO8601", utc=True)
print(frame.pivot_table("amount", index="event_at", columns="type", aggfunc="sum", fill_value=0).to_string())
