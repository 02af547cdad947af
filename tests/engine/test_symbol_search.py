"""Instruments found by the providers' own search, over HTTP and on the engine's thread."""

import json
import threading
from collections.abc import Mapping
from datetime import timedelta

from tests.kit.marks import for_each
from tests.kit.server import LocalServer, Request, ServerResponse
from tui.domain.quote import InstrumentKind
from tui.domain.text import CleanText
from tui.engine.engine import Engine
from tui.engine.environment import Environment
from tui.engine.symbol_search import SearchResult
from tui.sources.adapter import SourceConfig
from tui.sources.redaction.secret import Secret

KEY = "k3y-of-finnhub-0123456789"
PAGES: Mapping[str, object] = {
    "/v1/finance/search": {
        "quotes": [
            {"symbol": "7203.T", "longname": "Toyota Motor Corporation", "quoteType": "EQUITY"},
            {"symbol": "TM", "shortname": "Toyota\u202e ADR", "quoteType": "EQUITY"},
            {"index": "not an instrument"},
            {"symbol": "TOYO ^^", "quoteType": "EQUITY"},
        ]
    },
    "/api/v3/search": {"coins": [{"id": "toyota-coin", "symbol": "toy", "name": "Toy"}, {"id": 3}, {"id": "a b"}]},
    "/api/v1/search": {"result": [{"symbol": "TM", "description": f"TOYOTA {KEY}", "type": "Common Stock"}, "x"]},
}


def a_source(kind: str, url: str, **more: object) -> SourceConfig:
    every = timedelta(hours=1)
    return SourceConfig(name=kind, kind=kind, url=url, every=every, symbols=("A",), allow_private=True, **more)  # type: ignore[arg-type]


def search(typed: str, respond: Mapping[str, ServerResponse], *kinds: str) -> tuple[SearchResult, list[Request]]:
    """Search on a running engine whose sources are on this machine."""
    with LocalServer(lambda request: respond.get(request.path, ServerResponse(body="{}", status=404))) as server:
        sources = [a_source(kind, server.url, key=Secret(KEY) if kind == "finnhub" else None) for kind in kinds]
        engine = Engine(sources, Environment(calendars={}))
        results: list[SearchResult] = []
        has_polled, came = threading.Event(), threading.Event()

        def receive(result: SearchResult) -> None:
            results.append(result)
            came.set()

        engine.subscribe(lambda _market: has_polled.set())
        engine.start()
        try:
            assert has_polled.wait(60)
            engine.search(typed, receive)
            assert came.wait(60)
        finally:
            engine.stop(60)
        return results[-1], [request for request in server.requests if "search" in request.path]


def test_every_source_that_can_is_asked_and_what_it_finds_is_ready_to_be_asked_for() -> None:
    respond = {path: ServerResponse(body=json.dumps(page)) for path, page in PAGES.items()}
    result, requests = search("toyota", respond, "yahoo", "coingecko", "finnhub", "binance")
    assert [(str(each.id), each.name, each.provider, each.spelling) for each in result.found] == [
        ("TSE:7203", "Toyota Motor Corporation", "yahoo", "7203.T"),
        ("US:TM", "Toyota ADR", "yahoo", "TM"),
        ("CRYPTO:TOY", "Toy", "coingecko", "toyota-coin"),
        ("US:TM", "TOYOTA ***", "finnhub", "TM"),
    ]
    assert result.found[0].kind is InstrumentKind.SHARE
    assert result.problems == ()
    assert len(requests) == 3


@for_each(
    ("response", "problem"),
    [
        (ServerResponse(body="{}", status=503), "yahoo: HTTP 503"),
        (ServerResponse(body="<html>", content_type="text/html"), "yahoo: not data: a web page"),
        (ServerResponse(body='{"quotes": 3}'), None),
        (
            ServerResponse(body='{"finance": {"error": {"description": "no such"}}}'),
            "yahoo: provider says: no such",
        ),
    ],
)
def test_a_search_that_fails_says_why_and_the_board_runs_on(response: ServerResponse, problem: str | None) -> None:
    result, _ = search("toyota", {"/v1/finance/search": response}, "yahoo")
    assert result.found == ()
    assert result.problems == (() if problem is None else (problem,))


def test_before_the_first_poll_nothing_can_search() -> None:
    results: list[SearchResult] = []
    Engine([], Environment(calendars={})).search("toyota", results.append)
    assert results == [SearchResult(problems=(CleanText("nothing is polled yet"),))]


def test_sources_that_are_replaced_while_it_runs_search_from_then_on() -> None:
    page = ServerResponse(body=json.dumps(PAGES["/v1/finance/search"]))
    with LocalServer(lambda _request: page) as server:
        engine = Engine([a_source("binance", server.url)], Environment(calendars={}))
        has_polled, came = threading.Event(), threading.Event()
        results: list[SearchResult] = []

        def receive(result: SearchResult) -> None:
            results.append(result)
            came.set()

        engine.subscribe(lambda market: has_polled.set() if "yahoo" in market.health else None)
        engine.start()
        try:
            engine.replace_sources([a_source("yahoo", server.url)], {})
            assert has_polled.wait(60)
            engine.search("toyota", receive)
            assert came.wait(60)
        finally:
            engine.stop(60)
    assert [each.spelling for each in results[-1].found] == ["7203.T", "TM"]
