"""Notices that are sent to an address, to a server that does what servers do."""

import asyncio
import json
from datetime import timedelta

import pytest

from tests.engine.alert_ways.ways import HOSTILE, a_notice, a_way, an_alert
from tests.kit.hostile_server import RESPONDERS, hostile_server, raw_server
from tests.kit.marks import for_each
from tests.kit.server import LocalServer, ServerResponse
from tests.kit.waiting import hurried
from tui.config.alert_ways import WayKind
from tui.engine.alert_ways.errors import NotToldError
from tui.engine.alert_ways.webhook import ntfy_request, send_notice
from tui.engine.http.fetcher import Fetcher, FetchLimits

KEY = "s3cr3t-k3y-0123456789"
OK = ServerResponse(body="ok")
RETRY_AFTER = {"Retry-After": "90"}


async def test_a_webhook_gets_the_alerts_as_json_with_a_key_of_its_own() -> None:
    notice = a_notice(an_alert(1), an_alert(2, rule=HOSTILE))
    with LocalServer(lambda _request: ServerResponse(body="", status=204)) as server:
        async with Fetcher() as fetcher:
            await send_notice(a_way(url=f"{server.url}/hook?x=1", key=KEY), notice, fetcher)
            await send_notice(a_way(url=f"{server.url}/hook?x=1", key=KEY), notice, fetcher)
    first, again = server.requests
    assert (first.target, first.headers["authorization"]) == ("/hook?x=1", f"Bearer {KEY}")
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"] == notice.id
    assert first.headers["content-type"] == "application/json; charset=utf-8"
    sent = json.loads(first.body)
    assert (sent["id"], sent["count"], sent["test"], sent["title"]) == (notice.id, 2, False, "bigboard: 2 alerts")
    assert [alert["rule"] for alert in sent["alerts"]] == ["big", HOSTILE]
    assert sent["alerts"][0]["figures"] == [{"name": "last", "value": "151.20", "line": "> 150"}]


async def test_a_secret_in_the_address_is_put_in_only_when_it_is_sent() -> None:
    with LocalServer(lambda _request: ServerResponse(body="", status=404)) as server:
        way = a_way(url=f"{server.url}/services/{{key}}", key=f"T01/B02/{KEY}")
        async with Fetcher() as fetcher:
            with pytest.raises(NotToldError) as error:
                await send_notice(way, a_notice(), fetcher)
    assert server.requests[0].target == f"/services/T01/B02/{KEY}"
    assert "authorization" not in server.requests[0].headers
    assert KEY not in f"{error.value!r} {way!r} {error.value.__context__!r}"


async def test_ntfy_gets_title_and_text_in_its_body_and_no_text_in_a_header() -> None:
    with LocalServer(lambda _request: OK) as server:
        way = a_way(WayKind.NTFY, f"{server.url}/my-topic", key=KEY)
        async with Fetcher() as fetcher:
            await send_notice(way, a_notice(an_alert(rule="OGDC \U0001f514 hoch")), fetcher)
    (request,) = server.requests
    assert (request.target, request.headers["authorization"]) == ("/", f"Bearer {KEY}")
    sent = json.loads(request.body)
    assert sent.keys() == {"topic", "title", "message"}
    assert (sent["topic"], sent["title"]) == ("my-topic", "bigboard: OGDC \U0001f514 hoch")
    assert sent["message"].endswith("PSX:OGDC last 151.20 > 150 · br")


def test_a_message_of_ntfy_is_never_so_long_that_it_becomes_a_file() -> None:
    alerts = [an_alert(number, subject="PSX:" + "ع" * 100) for number in range(200)]
    body = ntfy_request(a_way(WayKind.NTFY, "https://ntfy.sh/t"), a_notice(*alerts)).body
    assert body is not None
    assert len(json.loads(body.content)["message"].encode()) <= 4096


@for_each(
    ("kind", "response", "reason", "may_retry", "after"),
    [
        (WayKind.WEBHOOK, ServerResponse(body="", status=500), "HTTP 500", True, None),
        (WayKind.WEBHOOK, ServerResponse(body="", status=404), "HTTP 404", False, None),
        (
            WayKind.WEBHOOK,
            ServerResponse(body="", status=429, headers=RETRY_AFTER),
            "HTTP 429, asked to wait 90 s",
            True,
            90,
        ),
        (
            WayKind.WEBHOOK,
            ServerResponse(body="", status=307, headers={"Location": "/other"}),
            "redirect refused: what is sent goes to no other address",
            False,
            None,
        ),
        (WayKind.NTFY, ServerResponse(body="", status=503), "HTTP 503", True, None),
    ],
)
async def test_what_a_server_does_says_whether_it_is_told_again(
    kind: WayKind, response: ServerResponse, reason: str, after: float | None, *, may_retry: bool
) -> None:
    with LocalServer(lambda _request: response) as server:
        async with Fetcher() as fetcher:
            with pytest.raises(NotToldError) as error:
                await send_notice(a_way(kind, f"{server.url}/topic"), a_notice(), fetcher)
    assert (error.value.reason, error.value.may_retry) == (reason, may_retry)
    assert error.value.after == (None if after is None else timedelta(seconds=after))
    assert len(server.requests) == 1


async def test_a_server_that_does_not_answer_is_told_again_only_where_that_tells_nothing_twice() -> None:
    async def ends(limit: float) -> None:
        limits = FetchLimits(deadline=timedelta(seconds=limit))
        for kind, may_retry in ((WayKind.WEBHOOK, True), (WayKind.NTFY, False)):
            async with raw_server(RESPONDERS["/hang"]) as server, Fetcher(limits=limits) as fetcher:
                with pytest.raises(NotToldError) as error:
                    await send_notice(a_way(kind, server.url("/topic")), a_notice(), fetcher)
                assert (error.value.reason, error.value.may_retry) == (f"no answer in {limit:g} s", may_retry)
                assert len(server.requests) == 1

    await hurried(ends)


async def test_a_server_that_is_not_there_may_be_later() -> None:
    with LocalServer(lambda _request: OK) as server:
        gone = server.url
    async with Fetcher() as fetcher:
        for kind in (WayKind.WEBHOOK, WayKind.NTFY):
            with pytest.raises(NotToldError, match="refused") as error:
                await send_notice(a_way(kind, f"{gone}/topic"), a_notice(), fetcher)
            assert error.value.may_retry


async def test_a_name_that_leads_into_a_private_network_is_refused() -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["10.0.0.1"]

    way = a_way(url="http://hooks.example/x")
    way = way._replace(destination=way.destination._replace(allow_private=False))
    async with Fetcher(resolve=resolve) as fetcher:
        with pytest.raises(NotToldError, match="private network") as error:
            await send_notice(way, a_notice(), fetcher)
    assert not error.value.may_retry


@pytest.mark.slow
@for_each(
    "path, problem",
    [
        ("/endless", None),
        ("/bomb", None),
        ("/announced", None),
        ("/slow-body", None),
        ("/204", None),
        ("/hang", "no answer in {limit:g} s"),
        ("/silence", "connection closed without an answer"),
        ("/no-http", "not an HTTP answer"),
        ("/slow-headers", "no answer in {limit:g} s"),
        ("/endless-1xx", "no answer in {limit:g} s"),
        ("/unasked-304", "HTTP 304"),
        ("/status/500", "HTTP 500"),
    ],
)
def test_no_answer_whatever_it_is_floods_or_holds_the_way(path: str, problem: str | None) -> None:
    async def send(limit: float) -> None:
        reason = None
        limits = FetchLimits(deadline=timedelta(seconds=limit))
        async with hostile_server() as server, Fetcher(limits=limits) as fetcher:
            try:
                await send_notice(a_way(url=server.url(path)), a_notice(), fetcher)
            except NotToldError as error:
                reason = error.reason
        assert reason == (None if problem is None else problem.format(limit=limit))

    asyncio.run(hurried(send))
