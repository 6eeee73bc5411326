"""Finds usage reports in recorded traffic: HAR, one HAR entry on each line, or a VCR cassette.

A message shows no part of a recording but the report itself, because recordings contain tokens.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml
from attrs import frozen

from flowmusic_contract.mock_server.api import PATH
from flowmusic_contract.mock_server.reading import InputError, parsed

ENDPOINT = PATH.removeprefix("/v1")

_MOST_BYTES = 100_000_000
"""The most bytes of a body that are read."""

_GZIP = b"\x1f\x8b"
"""The first bytes of a compressed body. No JSON document begins like this."""


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
    lines = [(number, line) for number, line in enumerate(content.splitlines(), 1) if line.strip()]
    try:
        document = parsed(content)
    except InputError as error:
        if re.search(rb"^interactions:", content, re.MULTILINE):
            yield from _in_document(path, _cassette(path, content), content)
            return
        if len(lines) < 2 or not _is_object(lines[0][1]):
            raise InputError(f"{path}: {error}; expected a usage report, a HAR file or a VCR cassette") from error
        for number, line in lines:
            try:
                document = parsed(line)
            except InputError as bad:
                raise InputError(f"{path}: line {number}: {str(bad).replace('line 1 ', '')}") from bad
            yield from _in_document(f"{path}: line {number}", document, line)
    else:
        yield from _in_document(path, document, content)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(parsed(line), dict)
    except InputError:
        return False


def _cassette(path: str, content: bytes) -> Any:
    try:
        return yaml.safe_load(content)  # the faster loader in C crashes the process if brackets are nested deeply
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1} column {mark.column + 1}: " if mark else ""
        raise InputError(f"{path}: not YAML: {where}{error.problem}") from None  # its text quotes the line
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: not YAML: {getattr(error, 'reason', error)}") from None


def _in_document(where: str, document: Any, content: bytes) -> Iterator[RecordedReport]:
    match document:
        case {"log": {"entries": [*entries]}}:
            for index, entry in enumerate(entries):
                yield from _in_entry(f"{where}: $.log.entries[{index}]", entry)
        case {"interactions": [*interactions]}:
            for index, interaction in enumerate(interactions):
                yield from _in_interaction(f"{where}: $.interactions[{index}]", interaction)
        case {"request": _, "response": _}:
            yield from _in_entry(where, document)
        case _:
            yield RecordedReport(where, None, content)


def _in_entry(where: str, entry: Any) -> Iterator[RecordedReport]:
    match entry:
        case {"request": {"method": "GET", "url": str(url)}, "response": {"status": 200, "content": content}}:
            if _is_of_endpoint(url):
                yield RecordedReport(where, _email(url), _body_of_entry(where, content))
        case _:
            pass


def _in_interaction(where: str, interaction: Any) -> Iterator[RecordedReport]:
    match interaction:
        case {"request": {"method": "GET", "uri": str(url)}, "response": {"status": {"code": 200}, "body": body}}:
            if _is_of_endpoint(url):
                yield RecordedReport(where, _email(url), _body_of_interaction(where, body))
        case _:
            pass


def _is_of_endpoint(url: str) -> bool:
    try:
        return urlsplit(url).path.endswith(ENDPOINT)
    except ValueError:  # not a URL
        return False


def _email(url: str) -> str | None:
    emails = parse_qs(urlsplit(url).query).get("email", [])
    return emails[0] if len(emails) == 1 else None


def _body_of_entry(where: str, content: Any) -> bytes:
    match content:
        case {"text": str(text), "encoding": "base64"}:
            try:
                return base64.b64decode(text, validate=True)
            except binascii.Error as error:
                raise InputError(f"{where}: the body is not Base64: {error}") from error
        case {"text": str(text)}:
            return text.encode("utf-8", "surrogatepass")
        case _:
            raise InputError(f"{where}: the response has no body; record it with its content")


def _body_of_interaction(where: str, body: Any) -> bytes:
    match body:
        case {"string": str(text)}:
            return text.encode("utf-8", "surrogatepass")
        case {"string": bytes(data)} if data.startswith(_GZIP):
            try:
                return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, _MOST_BYTES)
            except zlib.error as error:
                raise InputError(f"{where}: the body is not gzip: {error}") from error
        case {"string": bytes(data)}:
            return data
        case _:
            raise InputError(f"{where}: the response has no body; record it with its content")
