"""Pages that could not be used are stored, without a secret in them."""

import re
import stat
from datetime import timedelta
from pathlib import Path

from tests.kit.clock import MINUTE, START, ManualClock
from tests.kit.fetcher import ScriptedFetcher, http_error
from tests.kit.marks import for_each
from tests.kit.sources import environment, source
from tui.domain.source_health import SourceState
from tui.engine.monitor import Monitor
from tui.sources.adapter import Response
from tui.sources.redaction.secret import Secret
from tui.storage.rejected_pages import MAX_BYTES, RejectedPageStore, slug

PAGE = Response(url="http://br.example/q?apikey=QSECRET&p=1", body=b"<html>KEY-9999</html>", content_type="text/html")


def test_a_page_is_stored_under_a_descriptive_name_for_its_owner_alone(tmp_path: Path) -> None:
    path = RejectedPageStore(tmp_path).save("br", PAGE, "layout changed: 1 of 4 rows", START)
    assert path is not None
    file = Path(path)
    assert file.name == "br-20261122T100000Z-layout.html"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert file.read_bytes().endswith(b"\n\n<html>KEY-9999</html>")


@for_each("body", [b"<html>KEY-9999</html>", "KEY-9999".encode("utf-16"), b"KEY%2D9999", b"k=KEY-9999&"])
def test_a_known_key_is_in_no_part_of_it(tmp_path: Path, body: bytes) -> None:
    page = PAGE._replace(body=body, url="http://u:KEY-9999@br.example/KEY-9999?x=KEY-9999", content_type="KEY-9999")
    path = RejectedPageStore(tmp_path).save("br", page, "no KEY-9999", START, {"KEY-9999", "KEY%2D9999"})
    assert path is not None
    stored = Path(path).read_bytes()
    assert b"9999" not in stored.replace(b"\0", b"")
    assert b"***" in stored.replace(b"\0", b"")


def test_a_secret_parameter_of_the_address_is_redacted(tmp_path: Path) -> None:
    path = RejectedPageStore(tmp_path).save("br", PAGE, "captcha", START)
    assert path is not None
    assert Path(path).read_text().splitlines()[0] == "http://br.example/q?apikey=***&p=1"


def test_a_page_printed_to_a_terminal_cannot_control_it(tmp_path: Path) -> None:
    page = PAGE._replace(body=b"a\x1b]0;x\x07\x9b\xc2\x9b\r\n\tb\x7f")
    path = RejectedPageStore(tmp_path).save("br", page, "captcha", START)
    assert path is not None
    assert not set(Path(path).read_bytes()) & (set(range(32)) - {9, 10, 13} | {127})


@for_each("control", ["\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\x9b", "\x85"])
def test_a_stored_page_cannot_turn_the_order_of_its_characters_round(tmp_path: Path, control: str) -> None:
    path = RejectedPageStore(tmp_path).save("br", PAGE._replace(body=f"a{control}ز—b".encode()), "captcha", START)
    assert path is not None
    assert Path(path).read_text().endswith("\na?ز—b")


@for_each(
    ("body", "content_type", "shown"),
    [
        (
            "Kurs \x9b31m".encode("latin-1"),
            "text/html; charset=iso-8859-1",
            "Kurs \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}31m",
        ),
        ("cena \x9b31m \x85".encode("iso8859-2"), "text/html; charset=iso-8859-2", "cena ?31m ?"),
        ("цена".encode("cp1251"), "text/html; charset=windows-1251", "цена"),
        ("株価".encode("cp932"), "text/csv; charset=shift_jis", "株価"),
        ("价格\u202e".encode("gb18030"), "text/csv; charset=gbk", "价格?"),
        ("price\x1b[2J".encode("utf-16"), "text/html", "price?[2J"),
    ],
)
def test_a_page_of_another_charset_is_stored_as_utf8(
    tmp_path: Path, body: bytes, content_type: str, shown: str
) -> None:
    page = PAGE._replace(body=body, content_type=content_type)
    path = RejectedPageStore(tmp_path).save("br", page, "captcha", START)
    assert path is not None
    assert Path(path).read_text(encoding="utf-8").endswith(f"\n\n{shown}")


@for_each("body", [b"\x80\x9b31m\xff\xfe\xfd\xfc" * 9, b"\x9b31m \xe2\x80", b"\0\x85\x9d52;c;eA\x9c"])
def test_bytes_of_no_charset_are_stored_as_they_are_without_controls(tmp_path: Path, body: bytes) -> None:
    path = RejectedPageStore(tmp_path).save("br", PAGE._replace(body=body), "captcha", START)
    assert path is not None
    stored = Path(path).read_bytes().rpartition(b"\n\n")[2]
    assert not re.search(rb"[\x00-\x1f\x7f\x9b-\x9d]", stored)
    assert stored.count(b"\xff") == body.count(b"\xff")


def test_only_the_five_newest_stay_and_other_files_are_left_alone(tmp_path: Path) -> None:
    pages = RejectedPageStore(tmp_path)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "notes.txt").write_text("mine")
    for minute in range(9):
        pages.save("../evil/name" if minute % 2 else "br", PAGE, "captcha", START + minute * MINUTE)
    names = sorted(file.name for file in (tmp_path / "pages").iterdir())
    assert len(names) == 6
    assert sorted(file.name for file in tmp_path.iterdir()) == ["pages"]
    assert "br-20261122T100800Z-captcha.html" in names
    assert "br-20261122T100200Z-captcha.html" not in names


def test_a_long_page_is_cut_and_no_half_of_a_key_stays(tmp_path: Path) -> None:
    page = PAGE._replace(body=b"x" * (MAX_BYTES - 3) + b"KEY-9999" * 10)
    path = RejectedPageStore(tmp_path).save("br", page, "captcha", START, {"KEY-9999"})
    assert path is not None
    stored = Path(path).read_bytes()
    assert len(stored) < MAX_BYTES + 500
    assert stored.endswith(b"***")


def test_without_a_writable_folder_nothing_is_stored(tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("in the way")
    assert RejectedPageStore(None).save("br", PAGE, "captcha", START) is None
    assert RejectedPageStore(tmp_path).save("br", PAGE, "captcha", START) is None


@for_each(
    ("reason", "word"),
    [
        ("layout changed: 1 of 4 rows", "layout"),
        ("no ticker: 0 of 34 rows", "ticker"),
        ("an older page than the last one", "older"),
        ("not the page: it asks for a human", "page"),
        ("???", "unread"),
    ],
)
def test_the_name_says_why_in_a_word(reason: str, word: str) -> None:
    assert slug(reason) == word


async def test_health_shows_where_the_page_is_until_the_source_is_healthy_again(tmp_path: Path) -> None:
    clock, fetcher = ManualClock(), ScriptedFetcher()
    key = Secret("KEY-9999")
    fetcher.respond("br", "A=1 B=1 C=1", "A=2", "captcha KEY-9999", "captcha KEY-9999", http_error(503), "A=3 B=3 C=3")
    configured = source()._replace(key=key)
    monitor = Monitor([configured], fetcher=fetcher, environment=environment(clock, state=tmp_path))
    folder = tmp_path / "pages"
    names = []
    for _ in range(6):
        await monitor.poll("br")
        page_path = monitor.market.health["br"].rejected_page
        names.append(Path(page_path).name if page_path else None)
        clock.advance(timedelta(seconds=1))
    layout, page = "br-20261122T100001Z-layout.txt", "br-20261122T100002Z-page.txt"
    assert names == [None, layout, page, page, page, None]
    assert sorted(file.name for file in folder.iterdir()) == [layout, page]
    assert "9999" not in (folder / page).read_text()
    assert monitor.market.health["br"].state is SourceState.LIVE
