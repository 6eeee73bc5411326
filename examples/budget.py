"""Fails if an account was charged more credits in a UTC month than a limit: `python budget.py EMAIL 100`.

For cron: the exit code is 0 within the limit, 1 above it, and 2 if that could not be decided. Only problems go to
standard error, so that `> /dev/null` hides the rest. Reads the token from $USEAPI_TOKEN.
"""

import argparse
import re
import sys
from collections import defaultdict
from datetime import UTC, datetime
from fractions import Fraction

from flowmusic_usage import ApiError, AuthenticatedClient
from flowmusic_usage.models import AccountUsage

CHARGED = {"producer-usage", "riffusion"}
RECEIVED = {"daily-free", "grant"}
TOKENS_PER_CREDIT = 12


def judge(usage: AccountUsage, month: str, limit: Fraction) -> tuple[int, str]:
    tokens: defaultdict[str, float] = defaultdict(int)
    for event in usage.events:
        if f"{event.event_at:%Y-%m}" == month:
            tokens[event.type] += event.amount
    charged = sum(tokens[type_] for type_ in tokens.keys() & CHARGED)
    unknown = {type_: tokens[type_] for type_ in sorted(tokens.keys() - CHARGED - RECEIVED)}
    # An unknown type may be charged or not, so what was charged is between these two.
    least, most = (charged + sum(pick(0, amount) for amount in unknown.values()) for pick in (min, max))
    code = 0 if most <= limit * TOKENS_PER_CREDIT else 1 if least > limit * TOKENS_PER_CREDIT else 2
    verdict = ("within", "above", "perhaps above")[code]
    text = f"{charged / TOKENS_PER_CREDIT:,.2f} credits charged in {month}, {verdict} the limit of {float(limit):,g}"
    if unknown:
        shown = ", ".join(f"{type_} ({amount / TOKENS_PER_CREDIT:,.2f})" for type_, amount in unknown.items())
        text += f"; not counted, because of unknown type: {shown}"
    return code, f"{usage.email}: {text}"


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("email")
parser.add_argument("limit", help="in credits")
parser.add_argument("--month", default=f"{datetime.now(UTC):%Y-%m}", help="such as 2026-06")
arguments = parser.parse_args()
if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", arguments.limit):
    parser.error(f"the limit must be a number of credits, not {arguments.limit!r}")
if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", arguments.month):
    parser.error(f"the month must be like 2026-06, not {arguments.month!r}")
try:
    with AuthenticatedClient() as client:
        usage = client.get_account_usage(arguments.email)
    code, text = judge(usage, arguments.month, Fraction(arguments.limit))
except (ApiError, OverflowError) as error:
    code, text = 2, f"{type(error).__name__}: {error}"
print(text, file=sys.stderr if code else sys.stdout)
sys.exit(code)
