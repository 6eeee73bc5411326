"""The pages of the mock server in headless Chromium, under their own content security policy."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import (  # pyright: ignore[reportMissingImports] - in an environment of its own
    Browser,
    Page,
    Route,
    expect,
    sync_playwright,
)

from devtools.languages.clients import load_clients
from devtools.test_browser import BROWSERS
from flowmusic_contract.mock_server import DEMO_TOKEN, OTHER_DEMO_TOKEN

LIVE = "https://api.useapi.net"
QUIET = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
MOCK = [sys.executable, "-m", "flowmusic_contract", "mock", "--port", "0"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address that the mock server prints for a browser."""
    with subprocess.Popen(MOCK, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield next(line.split()[-1] for line in process.stdout if "in a browser" in line)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, BROWSERS)))
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


class Watched:
    """A page, with what went wrong on it and what it requested elsewhere."""

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.problems: list[str] = []
        self.sent_elsewhere: list[Any] = []
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.route(lambda requested: not requested.startswith((url, "data:")), self._answer)

    def _note(self, kind: str, text: str) -> None:
        # Chromium reports each 401 and 404 as an error, and those are wanted.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource: the server responded with"):
            self.problems.append(text)

    def _answer(self, route: "Route") -> None:
        self.sent_elsewhere.append(route.request)
        headers = {"access-control-allow-origin": "*", "access-control-allow-headers": "*"}
        route.fulfill(status=200, json={}, headers=headers)


@pytest.fixture
def watched(browser: "Browser", url: str) -> Iterator[Watched]:
    """A new window, whose requests to other servers are answered here."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    watched = Watched(context.new_page(), url)
    yield watched
    context.close()
    assert [] == watched.problems


@pytest.fixture
def docs(watched: Watched, url: str) -> "Page":
    """The page that shows the spec."""
    watched.page.goto(f"{url}docs")
    expect(watched.page.get_by_role("button", name="Execute")).to_be_visible()
    return watched.page


def execute(docs: "Page", status: int) -> None:
    docs.get_by_role("button", name="Execute").click()
    expect(docs.locator(".live-responses-table .response-col_status").last).to_contain_text(str(status))


def verdict(docs: "Page") -> Any:
    return docs.get_by_role("status").first


def log_out(docs: "Page") -> None:
    docs.get_by_role("button", name="Authorize").click()
    docs.get_by_role("button", name="Remove authorization").click()
    docs.get_by_role("button", name="Close").last.click()


def enter_token(docs: "Page", token: str) -> None:
    docs.get_by_role("button", name="Authorize").click()
    docs.get_by_label("auth-bearer-value").fill(token)
    docs.get_by_role("button", name="Apply credentials").click()
    docs.get_by_role("button", name="Close").last.click()


@pytest.mark.parametrize("path", ["", "docs"])
def test_page_keeps_its_policy(watched: Watched, url: str, path: str) -> None:
    """A page shows itself without an error, a violation of its policy, or a request to another server."""
    watched.page.goto(url + path, wait_until="networkidle")

    expect(watched.page.get_by_role("heading", level=1)).to_be_visible()
    assert [] == watched.sent_elsewhere


def test_report_is_tried(docs: "Page") -> None:
    """The account and the token are filled in, and the answer keeps the contract."""
    execute(docs, 200)

    expect(verdict(docs)).to_contain_text("KEPT")
    expect(docs.locator(".live-responses-table")).to_contain_text("listener@example.com")


def test_wrong_token_is_tried(docs: "Page") -> None:
    """Without a token the answer is 401, which keeps the contract."""
    log_out(docs)
    execute(docs, 401)

    expect(verdict(docs)).to_contain_text("KEPT")


def test_unknown_account_is_tried(docs: "Page") -> None:
    """For another account the answer is 404, which keeps the contract."""
    docs.get_by_placeholder("email").fill("nobody@example.com")
    execute(docs, 404)

    expect(verdict(docs)).to_contain_text("KEPT")


def test_fault_is_tried(docs: "Page") -> None:
    """The answer with a fault is judged: broken, by the rule that the fault breaks."""
    docs.get_by_label("Fault or legal oddity").select_option("summary.charged-total-is-zero")
    execute(docs, 200)

    expect(verdict(docs)).to_contain_text("BROKEN")
    expect(verdict(docs)).to_contain_text("summary.charged-credits-sum-the-charged-types")


def test_oddity_is_tried(docs: "Page") -> None:
    """The answer with a legal oddity is judged, too, and keeps the contract."""
    docs.get_by_label("Fault or legal oddity").select_option("variations.days-end-in-z")
    execute(docs, 200)

    expect(docs.locator(".live-responses-table")).to_contain_text("2026-06-01T00:00:00Z")
    expect(verdict(docs)).to_contain_text("KEPT")


def test_live_server_gets_no_token_of_the_mock_server(docs: "Page", watched: Watched) -> None:
    """The live server is the second choice. It gets neither the token of the mock server nor the fault."""
    docs.get_by_label("Fault or legal oddity").select_option("summary.charged-total-is-zero")
    docs.locator("#servers").select_option(f"{LIVE}/v1")
    execute(docs, 200)

    [request] = watched.sent_elsewhere
    assert request.url.startswith(f"{LIVE}/v1/flowmusic/accounts/usage?email=")
    assert {"authorization", "prefer", "x-request-id"}.isdisjoint(request.headers)
    expect(verdict(docs)).to_contain_text("not judged here")


def test_mock_server_gets_no_token_of_the_live_server(docs: "Page") -> None:
    """A token that was entered for the live server is forgotten when the mock server is chosen again."""
    docs.locator("#servers").select_option(f"{LIVE}/v1")
    enter_token(docs, "user:12345-a1b2c3d4")
    docs.locator("#servers").select_option("/v1")
    execute(docs, 200)

    assert "a1b2c3d4" not in docs.content()


def test_token_is_not_kept(docs: "Page") -> None:
    """The browser keeps nothing of a token that was entered."""
    log_out(docs)
    enter_token(docs, "user:12345-secret")
    kept = docs.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")

    assert '[{},{},""]' == kept


def shown_samples(docs: "Page") -> list[str]:
    return [str(region.get_attribute("aria-label")) for region in docs.get_by_role("region", name="Code of").all()]


def test_each_language_has_a_sample(docs: "Page") -> None:
    """For each language of the matrix, the sample of its first client is shown, and no other."""
    first: dict[str, str] = {}
    for client in load_clients():
        first.setdefault(client.language, f"Code of {client.name}")
    for language, label in first.items():
        docs.get_by_label("Language", exact=True).select_option(language)
        assert [label] == shown_samples(docs)


def test_client_is_chosen_with_the_keyboard(docs: "Page") -> None:
    """The keyboard chooses a language and then one of its clients, and gets to the code."""
    docs.get_by_label("Language", exact=True).focus()
    for key in "Go", "Tab", "redocly", "Tab":
        docs.keyboard.press(key) if key == "Tab" else docs.keyboard.type(key)

    assert ["Code of go-redocly"] == shown_samples(docs)
    expect(docs.get_by_role("region", name="Code of go-redocly")).to_be_focused()


def test_state_shows_requests(docs: "Page") -> None:
    """The state shows the requests with their verdicts, and no token but the mock server's own."""
    execute(docs, 200)
    docs.get_by_role("link", name="State").click()

    expect(docs.locator("section summary").first).to_contain_text(re.compile(r"KEPT\s+200\s+GET /v1/flowmusic"))
    assert (True, False) == (DEMO_TOKEN in docs.content(), OTHER_DEMO_TOKEN in docs.content())


def test_keyboard_is_enough(docs: "Page") -> None:
    """The first three stops of the Tab key are the skip link and the pages; each shows where it is."""
    stops: list[str] = []
    for _ in range(3):
        docs.keyboard.press("Tab")
        stops.append(docs.evaluate("document.activeElement.textContent"))
        assert "none" != docs.evaluate("getComputedStyle(document.activeElement).outlineStyle")

    assert ["Skip to the content", "State", "Try it"] == stops


@pytest.mark.parametrize("path", ["", "docs"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1400])
def test_page_fits(watched: Watched, url: str, path: str, scheme: str, width: int) -> None:
    """A page fits the window, and follows the color scheme of the system."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(url + path, wait_until="networkidle")

    is_dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(18, 19, 22)"
    assert (scheme == "dark") == is_dark
    assert page.evaluate("document.documentElement.scrollWidth") <= width
