import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.kit.nats import NatsServer, nats_server, needs_nats
from tui.collector.connect import open_link
from tui.collector.link import Delivered, Link
from tui.collector.link_errors import LinkError, WrongRevisionError
from tui.config.collect import CollectSettings
from tui.sources.redaction.secret import Secret

pytestmark = needs_nats

LOGIN = "authorization { user: desk, password: right }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    with nats_server(tmp_path_factory.mktemp("nats")) as running:
        yield running


def with_link(server: NatsServer, board: str, use: Callable[[Link], Awaitable[None]]) -> None:
    """Open a link to a board of its own, have it used, and close it."""

    async def run() -> None:
        link = await open_link(CollectSettings(servers=(server.address,), board=board))
        try:
            await link.prepare(3600.0, 1 << 26)
            await use(link)
        finally:
            await link.close()

    asyncio.run(run())


async def publish(link: Link, board: str, numbers: range) -> None:
    for number in numbers:
        await (await link.publish(f"bigboard.{board}.psx", f"all/1/{number}", str(number).encode()))


def test_a_message_that_is_sent_twice_is_in_the_stream_once(server: NatsServer) -> None:
    async def use(link: Link) -> None:
        await publish(link, "twice", range(1, 6))
        await publish(link, "twice", range(3, 8))

        assert await link.last_place() == 7

    with_link(server, "twice", use)


def test_who_follows_gets_all_later_messages_in_order(server: NatsServer) -> None:
    got: list[Delivered] = []

    async def use(link: Link) -> None:
        has_all = asyncio.Event()

        def receive(delivered: Delivered) -> None:
            got.append(delivered)
            if len(got) == 17:
                has_all.set()

        await publish(link, "follow", range(1, 11))
        end = await link.follow(3, receive)
        await publish(link, "follow", range(11, 21))
        await asyncio.wait_for(has_all.wait(), 15)
        await end()

    with_link(server, "follow", use)

    assert [each.body for each in got] == [str(number).encode() for number in range(4, 21)]
    assert [each.place for each in got] == list(range(4, 21))
    assert (got[0].id, got[0].subject) == ("all/1/4", "bigboard.follow.psx")


def test_of_two_that_write_over_the_same_revision_one_is_refused(server: NatsServer) -> None:
    async def use(link: Link) -> None:
        first = await link.update("lease.all", b"a", 0)
        with pytest.raises(WrongRevisionError):
            await link.update("lease.all", b"b", 0)
        second = await link.update("lease.all", b"c", first)
        with pytest.raises(WrongRevisionError):
            await link.update("lease.all", b"d", first)

        entry = await link.get("lease.all")
        assert entry is not None
        assert (entry.value, entry.revision) == (b"c", second)

    with_link(server, "lease", use)


def test_entries_are_listed_by_how_they_begin_and_are_gone_once_they_are_removed(server: NatsServer) -> None:
    async def use(link: Link) -> None:
        assert await link.keys("part.") == []
        for key in ("part.a", "part.b", "state.a"):
            await link.put(key, b"x")
        assert sorted(await link.keys("part.")) == ["part.a", "part.b"]
        await link.remove("part.a")
        assert await link.get("part.a") is None

    with_link(server, "keys", use)


def test_a_request_is_answered_and_one_to_nobody_is_not(server: NatsServer) -> None:
    async def use(link: Link) -> None:
        async def answer(request: object) -> None:
            await request.answer(b"yes")  # type: ignore[attr-defined]

        await link.listen("bigboard-request.asked.poll", answer)
        assert await link.ask("bigboard-request.asked.poll", b"?") == b"yes"
        with pytest.raises(LinkError, match="no collector answers: nobody is there"):
            await link.ask("bigboard-request.asked.other", b"?")
        with pytest.raises(LinkError, match="no collector answers"):
            async for _ in link.ask_for_many("bigboard-request.asked.other", b"?"):
                pass

    with_link(server, "asked", use)


def reason(settings: CollectSettings) -> str:
    async def run() -> str:
        try:
            link = await open_link(settings)
        except LinkError as error:
            return str(error)
        await link.close()
        return "connected"

    return asyncio.run(run())


def test_a_wrong_password_is_one_clear_line_and_the_right_one_is_accepted(tmp_path: Path) -> None:
    with nats_server(tmp_path, LOGIN) as server:
        settings = CollectSettings(servers=(server.address,), user="desk")
        host = server.address.removeprefix("nats://")

        assert reason(settings._replace(secret=Secret("wrong"))) == f"{host} does not accept the login"
        assert reason(settings._replace(user="")) == f"{host} does not accept the login"
        assert reason(settings._replace(secret=Secret("right"))) == "connected"


def test_a_secret_is_not_sent_to_a_server_without_tls_where_tls_is_wanted(tmp_path: Path) -> None:
    with nats_server(tmp_path, LOGIN) as server:
        settings = CollectSettings(servers=(server.address,), user="desk", secret=Secret("right"), tls="on")

        assert "offers no TLS" in reason(settings)


def test_a_server_that_is_not_there_and_one_that_is_in_its_place(server: NatsServer) -> None:
    nowhere = CollectSettings(servers=("nats://127.0.0.1:1",))

    assert reason(nowhere) == "nothing answers at 127.0.0.1:1"
    assert reason(nowhere._replace(servers=(*nowhere.servers, server.address))) == "connected"


CA_CONFIG = """
[ca]
default_ca = own
[own]
dir = {folder}
database = {folder}/index.txt
new_certs_dir = {folder}
serial = {folder}/serial
default_md = sha256
policy = any
x509_extensions = extensions
[any]
commonName = supplied
[extensions]
subjectAltName = IP:127.0.0.1
basicConstraints = CA:TRUE
[req]
distinguished_name = name
[name]
"""


def a_certificate(folder: Path, start: str, end: str) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 that signs itself, valid between two times, and its key."""
    folder.mkdir()
    config, key, request, certificate = (folder / name for name in ("ca.conf", "key.pem", "req.pem", "cert.pem"))
    config.write_text(CA_CONFIG.format(folder=folder))
    (folder / "index.txt").touch()
    (folder / "serial").write_text("01")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(key)]
    make = ["openssl", "req", "-new", "-config", str(config), "-subj", "/CN=127.0.0.1", *curve, "-out", str(request)]
    sign = ["openssl", "ca", "-selfsign", "-batch", "-config", str(config), "-keyfile", str(key)]
    times = ["-startdate", start, "-enddate", end, "-in", str(request), "-out", str(certificate), "-notext"]
    for command in (make, [*sign, *times]):
        subprocess.run(command, check=True, capture_output=True)
    return certificate, key


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("20491231000000Z", "connected"),
        ("20210101000000Z", "the certificate of {host} is not accepted: certificate has expired"),
    ],
)
def test_a_certificate_that_has_expired_is_one_clear_line(tmp_path: Path, end: str, expected: str) -> None:
    certificate, key = a_certificate(tmp_path / "ca", "20200101000000Z", end)
    tls = f'tls {{ cert_file: "{certificate}", key_file: "{key}" }}'
    with nats_server(tmp_path, tls, scheme="tls") as server:
        settings = CollectSettings(servers=(server.address,), ca_file=certificate)

        assert reason(settings) == expected.format(host=server.address.removeprefix("tls://"))


def test_a_certificate_of_an_authority_that_nobody_knows_is_not_accepted(tmp_path: Path) -> None:
    certificate, key = a_certificate(tmp_path / "ca", "20200101000000Z", "20491231000000Z")
    with nats_server(tmp_path, f'tls {{ cert_file: "{certificate}", key_file: "{key}" }}', scheme="tls") as server:
        assert "is not accepted: self-signed certificate" in reason(CollectSettings(servers=(server.address,)))


def test_a_server_without_jetstream_says_so(tmp_path: Path) -> None:
    with nats_server(tmp_path, has_jetstream=False) as server:

        async def run() -> str:
            link = await open_link(CollectSettings(servers=(server.address,)))
            try:
                await link.prepare(60.0, 1 << 20)
            except LinkError as error:
                return str(error)
            finally:
                await link.close()
            return "prepared"

        assert asyncio.run(run()) == "the stream cannot be made: the server has no JetStream"
