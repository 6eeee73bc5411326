"""What a ledger has, in lists for people."""

from attrs import frozen

from flowmusic_contract.mock_server.ledger import Ledger


@frozen
class ListedAccount:
    """An account in a list of all accounts."""

    token: str
    """The digest of its token."""
    email: str
    events: int
    """The number of its events."""


@frozen
class ListedEvent:
    """An event in a list for people."""

    created_at: str
    type: str
    amount: str
    title: str | None


def listed_accounts(ledger: Ledger) -> list[ListedAccount]:
    """Returns every account, in the order they were configured."""
    query = """
        SELECT token, email, COUNT(billing_event.account) FROM account
        LEFT JOIN billing_event ON billing_event.account = account.id GROUP BY account.id ORDER BY account.id
    """
    return [ListedAccount(*row) for row in ledger.select(query)]


def newest_events(ledger: Ledger, account: ListedAccount, limit: int) -> list[ListedEvent]:
    """Returns the newest events of an account, at most this number."""
    query = """
        SELECT created_at, type, amount, conversation_title FROM billing_event
        JOIN account ON account.id = billing_event.account
        WHERE token = ? AND email = ? ORDER BY created_at DESC LIMIT ?
    """
    return [ListedEvent(*row) for row in ledger.select(query, account.token, account.email, limit)]
