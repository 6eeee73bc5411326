"""The ledger, and the usage report of an account. The Python servers share it."""

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

LEDGER: dict[str, dict[str, list[dict[str, Any]]]] = json.loads(Path(os.environ["LEDGER"]).read_text("utf-8"))

CHARGED = {"producer-usage", "riffusion"}
RECEIVED = {"grant", "daily-free"}


def valid_token(authorization: str) -> str | None:
    """Returns the token in an Authorization header, or None if it is not valid."""
    scheme, _, token = authorization.partition(" ")
    return token if scheme.lower() == "bearer" and token in LEDGER else None


def usage_report(email: str, billing_events: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns the usage report of an account."""
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    by_type: defaultdict[str, float] = defaultdict(int)
    songs: dict[str, dict[str, Any]] = {}
    for event in billing_events:
        type_, amount, song, title = (event[n] for n in ("type", "amount", "conversation_id", "conversation_title"))
        day = event["created_at"][:10]
        row = rows.setdefault(
            (day, type_, song or ""),
            {
                "type": type_,
                "amount": 0,
                "conversation_id": song,
                "conversation_title": title,
                "event_at": f"{day}T00:00:00",
                "max_created_at": event["created_at"],
                "_account_email": email,
            },
        )
        row["amount"] += amount
        row["max_created_at"] = max(row["max_created_at"], event["created_at"])
        by_type[type_] += amount
        if song and type_ in CHARGED:
            entry = songs.setdefault(song, {"conversation_id": song, "title": title, "email": email, "tokens": 0})
            entry["tokens"] += amount
    summary = {
        "by_type_tokens": by_type,
        "by_type_credits": {type_: tokens / 12 for type_, tokens in by_type.items()},
        "total_charged_credits": sum(tokens for type_, tokens in by_type.items() if type_ in CHARGED) / 12,
        "total_received_tokens": sum(tokens for type_, tokens in by_type.items() if type_ in RECEIVED),
        "per_conversation": [entry | {"credits": entry["tokens"] / 12} for entry in songs.values()],
    }
    return {"email": email, "events": list(rows.values()), "summary": summary}
