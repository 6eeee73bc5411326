"""Finds usage reports in recorded traffic: HAR, one HAR entry on each line, or a VCR cassette, also compressed by gzip.

A message shows no part of a recording but the report itself, because recordings contain tokens.
"""

import base64
import re
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml
from attrs import frozen

from flowmusic_contract.input_files import MEGABYTES
from flowmusic_contract.mock_server.api import PATH
from flowmusic_contract.mock_server.reading import InputError, parsed, parsed_line

ENDPOINT = PATH.removeprefix("/v1")

_GZIP = b"\x1f\x8b"
"""The first bytes of what is compressed. No JSON document begins like this."""

_CASSETTE = re.compile(rb"^(http_)?interactions:", re.MULTILINE)


@frozen
class RecordedReport:
    """A usage report in a file."""

    where: str
    """The file, and what leads to the report in it, for people."""
    email: str | None
    """The email address that was requested, if it is known."""
    body: bytes


def recorded_reports(path: str, content: bytes) -> Iterator[RecordedReport]:
    """Yields each usage report of a recording, or the content itself if it is another JSON document.

    Raises:
        InputError: if it cannot be read.
    """
    content = _uncompressed(path, content)
    lines = [(number, line) for number, line in enumerate(content.splitlines(), 1) if line.strip()]
    try:
        document = parsed(content)
    except InputError as error:
        if _CASSETTE.search(content):
            yield from _in_cassette(path, _cassette(path, content))
            return
        if len(lines) < 2 or not _is_object(lines[0][1]):
            raise InputError(f"{path}: {error}; expected a usage report, a HAR file or a VCR cassette") from error
        for number, line in lines:
            try:
                document = parsed_line(line)
            except InputError as bad:
                raise InputError(f"{path}: line {number}: {bad}") from bad
            yield from _in_document(f"{path}: line {number}", document, line)
    else:
        yield from _in_document(path, document, content)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(parsed(line), dict)
    except InputError:
        return False


class _Loader(yaml.SafeLoader):  # the faster loader in C crashes the process if brackets are nested deeply
    """Also reads the bytes that Ruby writes."""

    yaml_constructors = yaml.SafeLoader.yaml_constructors | {
        "!binary": yaml.SafeLoader.yaml_constructors["tag:yaml.org,2002:binary"]
    }


def _cassette(path: str, content: bytes) -> Any:
    try:
        return yaml.load(content, _Loader)  # noqa: S506 - it is a safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1} column {mark.column + 1}: " if mark else ""
        raise InputError(f"{path}: not YAML: {where}{error.problem}") from None  # its text quotes the line
    except RecursionError:
        raise InputError(f"{path}: not YAML: nested too deeply") from None
    except (yaml.YAMLError, ValueError) as error:
        reason = str(getattr(error, "reason", error)).partition(";")[0]  # then Python says how to allow longer numbers
        raise InputError(f"{path}: not YAML: {reason}") from None


def _in_document(where: str, document: Any, content: bytes) -> Iterator[RecordedReport]:
    match document:
        case {"log": {"entries": [*exchanges]}}:
            yield from _in_exchanges(f"{where}: $.log.entries", exchanges)
        case {"interactions": _} | {"http_interactions": _}:
            yield from _in_cassette(where, document)
        case {"request": _, "response": _}:
            yield from _in_exchange(where, document)
        case _:
            yield RecordedReport(where, None, content)


def _in_cassette(where: str, document: Any) -> Iterator[RecordedReport]:
    match document:
        case {"interactions": [*exchanges]}:
            yield from _in_exchanges(f"{where}: $.interactions", exchanges)
        case {"http_interactions": [*exchanges]}:  # of VCR for Ruby
            yield from _in_exchanges(f"{where}: $.http_interactions", exchanges)
        case _:
            pass  # nothing was recorded


def _in_exchanges(where: str, exchanges: list[Any]) -> Iterator[RecordedReport]:
    for index, exchange in enumerate(exchanges):
        yield from _in_exchange(f"{where}[{index}]", exchange)


def _in_exchange(where: str, exchange: Any) -> Iterator[RecordedReport]:
    match exchange:
        case {
            "request": {"method": "GET" | "get", "url": str(url)} | {"method": "GET" | "get", "uri": str(url)},
            "response": {} as response,
        }:
            if _status(response) == 200 and _is_of_endpoint(url):
                yield RecordedReport(where, _email(url), _uncompressed(where, _body(where, response)))
        case _:
            pass


def _status(response: dict[str, Any]) -> Any:
    match response:
        case {"status": {"code": status}} | {"code": status} | {"status": status}:
            return status
        case _:
            return None


def _is_of_endpoint(url: str) -> bool:
    try:
        return urlsplit(url).path.endswith(ENDPOINT)
    except ValueError:  # not a URL
        return False


def _email(url: str) -> str | None:
    emails = parse_qs(urlsplit(url).query).get("email", [])
    return emails[0] if len(emails) == 1 else None


def _body(where: str, response: dict[str, Any]) -> bytes:
    match response:
        case {"content": {"text": str(text), "encoding": "base64"}} | {"body": {"base64_string": str(text)}}:
            try:
                return base64.b64decode("".join(text.split()), validate=True)
            except ValueError as error:
                raise InputError(f"{where}: the body is not Base64: {error}") from error
        case {"content": {"text": str(text)}} | {"body": {"string": str(text)} | str(text)}:
            return text.encode("utf-8", "surrogatepass")
        case {"body": {"string": bytes(data)}}:
            return data
        case _:
            raise InputError(f"{where}: the response has no body; record it with its content")


def _uncompressed(where: str, data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        content = decompressor.decompress(data, MEGABYTES * 1_000_000)
    except zlib.error as error:
        raise InputError(f"{where}: not gzip: {error}") from error
    if not decompressor.eof:
        is_cut_short = not decompressor.unconsumed_tail
        problem = "the compressed data is cut short" if is_cut_short else f"larger than {MEGABYTES} MB"
        raise InputError(f"{where}: {problem}")
    return content
