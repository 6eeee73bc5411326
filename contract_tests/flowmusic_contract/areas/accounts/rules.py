"""Rules on the account that a request names."""

from collections import defaultdict
from collections.abc import Iterator

from flowmusic_contract.engine.contents import contains, part_with
from flowmusic_contract.engine.exchange import AccountKind, Exchange, RequestIntent
from flowmusic_contract.engine.expectation import Expectation, Words, equal, holds
from flowmusic_contract.engine.refusals import difference_of, is_always_the_same
from flowmusic_contract.engine.rule import documented, inferred
from flowmusic_contract.engine.subjects import ServedUsage, Session
from flowmusic_contract.engine.usage import normalized_email


@documented(
    "#/components/responses/AccountUsage",
    about=Exchange,
    needs="the response for a configured account",
)
def configured_account_gets_200(exchange: Exchange) -> Iterator[Expectation]:
    """A request with a valid API token for a configured account returns status 200."""
    if _names_account(exchange.intent, "configured") and exchange.status not in exchange.intent.also_right:
        yield equal(200, exchange.status, "status")


@documented(
    "#/components/responses/NotFound",
    about=Exchange,
    needs="the response for an account that is not configured",
    required=True,
)
def unknown_account_gets_404(exchange: Exchange) -> Iterator[Expectation]:
    """A request with a valid API token for an account that is not configured returns status 404."""
    if _names_account(exchange.intent, "not configured"):
        yield equal(404, exchange.status, "status")


@inferred(
    because="a malformed address cannot be a configured account, and 401 means that the token is invalid",
    about=Exchange,
    needs="the response for a malformed email address",
)
def malformed_email_is_rejected(exchange: Exchange) -> Iterator[Expectation]:
    """A malformed email address is rejected with a 4xx status other than 401."""
    if _names_account(exchange.intent, "malformed"):
        yield _is_client_error(exchange)


@inferred(
    because="the parameter is required, and 401 means that the token is invalid",
    about=Exchange,
    needs="the response to a request without `email`",
)
def missing_email_is_rejected(exchange: Exchange) -> Iterator[Expectation]:
    """A request without `email` is rejected with a 4xx status other than 401."""
    if _names_account(exchange.intent, "absent"):
        yield _is_client_error(exchange)


@documented(
    "#/components/parameters/AccountEmail",
    about=ServedUsage,
    needs="a 200 response of the documented shape, and --email",
)
def report_is_for_the_requested_account(served: ServedUsage) -> Iterator[Expectation]:
    """The usage report is about the account that the request names."""
    if served.emails:
        requested = {normalized_email(email) for email in served.emails}
        reported = served.usage["email"]
        yield holds(normalized_email(reported) in requested, f'"{served.emails[0]}"', reported, "email")


@inferred(
    because="only someone who already knows an account should be able to see its address",
    about=Exchange,
    needs="a second account (use --email twice, or --other-email)",
)
def no_response_names_another_account(exchange: Exchange) -> Iterator[Expectation]:
    """No response names an account that was not requested."""
    if exchange.other_emails:
        named = [email for email in exchange.other_emails if contains(exchange, email)]
        place = part_with(exchange, lambda part: contains(part, named[0])) if named else ""
        yield holds(not named, "the requested account, or none", Words(", ".join(named)), place)


@inferred(
    because="otherwise anyone with a token could find out which accounts others have",
    about=Session,
    needs="two requests for an account of another tenant (use --other-email) and two for one that nobody has",
)
def refusals_do_not_reveal_other_tenants(session: Session) -> Iterator[Expectation]:
    """With a valid token, an account of another tenant gets the same response as one that nobody has."""
    theirs = {normalized_email(email) for exchange in session.exchanges for email in exchange.other_emails}
    for by_email in _refused_by_token(session):
        known = [same for email, same in by_email.items() if normalized_email(email) in theirs]
        nobodys = [same for email, same in by_email.items() if normalized_email(email) not in theirs]
        # A response that differs from request to request, or from one unknown account to the next, reveals nothing.
        repeated = [same for same in nobodys if _is_repeated(same)]
        is_compared = repeated and all(map(is_always_the_same, repeated))
        steady = [same for same in known if _is_repeated(same) and is_always_the_same(same)]
        for exchanges in steady if is_compared else ():
            [others, *_] = repeated
            difference = difference_of(exchanges, others)
            is_revealed = difference and all(difference_of(exchanges, each) for each in nobodys)
            expectation = holds(not is_revealed, "the same response for both accounts", Words(difference or ""))
            yield expectation.within(exchanges[0].source, others[0].source)


def _refused_by_token(session: Session) -> Iterator[dict[str, list[Exchange]]]:
    """Yields, for each token, the exchanges for each account that is not configured."""
    groups: defaultdict[object, defaultdict[str, list[Exchange]]] = defaultdict(lambda: defaultdict(list))
    for exchange in session.exchanges:
        if _names_account(exchange.intent, "not configured"):
            groups[exchange.intent.chosen_headers][exchange.intent.emails[0]].append(exchange)
    yield from groups.values()


def _is_repeated(same: list[Exchange]) -> bool:
    return len(same) > 1


def _names_account(intent: RequestIntent, kind: AccountKind) -> bool:
    return intent.is_documented and intent.token == "valid" and intent.account == kind


def _is_client_error(exchange: Exchange) -> Expectation:
    is_refused = 400 <= exchange.status < 500 and exchange.status != 401  # the token is valid
    return holds(is_refused, "400 to 499, but not 401", exchange.status, "status")
