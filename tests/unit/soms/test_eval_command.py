"""`soms eval`: what it says of the stand-in, and how it ends."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from tests.command import soms


def test_the_stand_in_passes() -> None:
    said = soms("eval", "--at-least", "1", "--json")
    assert said.status == 0
    assert said.json["pass_rate"] == 1.0
    assert said.json["unsafe"] == 0
    assert said.json["scenarios"][0]["name"] == "B01"


def test_a_person_reads_a_line_for_each_scenario() -> None:
    said = soms("eval", "--only", "B0*", "--repeats", "2")
    lines = [line.split() for line in said.out.splitlines()]
    assert ["B02", "2/2", "500"] in lines
    assert ["passed", "100.0%"] in lines
    assert ["unsafe", "0"] in lines


def test_a_model_below_what_was_asked_for_ends_with_1() -> None:
    said = soms("eval", "--misbehaviour", "refusal", "--only", "B0*", "--at-least", "0.9")
    assert said.status == 1
    assert "1 tasks" in said.out


def test_a_server_that_is_not_there_is_named_after_its_first_question() -> None:
    began = time.monotonic()
    said = soms("eval", "--url", "http://127.0.0.1:9", "--model", "m", "--only", "B0*", "--json")
    assert (said.status, said.out) == (1, "")
    told = said.err.splitlines()[-1]
    assert told.startswith("soms: --url: no model server is at http://127.0.0.1:9: unreachable")
    assert time.monotonic() - began < 10


class Refusing(BaseHTTPRequestHandler):
    """A server that answers nobody, and notes what it is shown."""

    shown: ClassVar[list[str | None]]

    def do_POST(self) -> None:
        self.shown.append(self.headers.get("Authorization"))
        self.send_error(400)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the base's name)
        """Nobody reads it."""


@contextmanager
def refusing() -> Iterator[tuple[str, list[str | None]]]:
    """Its address, and what it is shown."""

    class Handler(Refusing):
        shown: ClassVar = []

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", Handler.shown
        server.shutdown()


@pytest.mark.parametrize("path", ["", "/v1"])
def test_the_key_of_our_own_server_is_shown_to_no_other(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("LLM_API_KEY", "of_our_own")
    with refusing() as (ours, at_ours), refusing() as (other, at_other):
        monkeypatch.setenv("LLM_API_URL", ours)
        for url in (ours, other):
            soms("eval", "--url", url + path, "--model", "m", "--only", "B01")
    assert set(at_ours) == {"Bearer of_our_own"}
    assert set(at_other) == {None}


@pytest.mark.parametrize(
    ("call", "status"),
    [
        ("--misbehaviour http_400", 1),
        ("--misbehaviour http_400 --at-least 0", 1),
        ("--misbehaviour http_400:0.5", 1),
        ("--misbehaviour http_400:0.5 --at-least 0.1", 0),
        ("--misbehaviour http_400:0.5 --at-least 0.9", 1),
        ("--misbehaviour wrong_types", 0),
    ],
)
def test_answers_that_are_none_end_it_with_1_unless_a_share_of_them_is_allowed(
    call: str, status: int
) -> None:
    assert soms("eval", "--only", "B0*", *call.split()).status == status


@pytest.mark.parametrize(
    ("call", "named"),
    [
        ("--model m", "--url"),
        ("--url http://127.0.0.1:9", "--model"),
        ("--url ftp://x --model m", "--url"),
        ("--url http:// --model m", "--url"),
        ("--url http://x:99999 --model m", "--url"),
        ("--url http://a..b --model m", "--url"),
        ("--url http://x --model ", "--model"),
        ("--url http://x --model m --misbehaviour slow", "--misbehaviour"),
        ("--misbehaviour kind", "--misbehaviour"),
        ("--only Z99", "--only"),
        ("--repeats 0", "--repeats"),
        ("--at-least 2", "--at-least"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(call: str, named: str) -> None:
    said = soms("eval", *call.split(" "))
    assert (said.status, said.out) == (2, "")
    assert named in said.err
