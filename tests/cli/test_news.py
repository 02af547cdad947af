"""`bigboard news`: what was seen as text for people and scripts, and lists of feeds in and out."""

import json
from pathlib import Path

import pytest

from tests.kit.home import use_home
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, after, an_article
from tests.storage.history.test_articles import kept, polled
from tui.cli.commands import run
from tui.cli.news import run_news
from tui.cli.parser import Arguments
from tui.config.loader import load_config
from tui.storage.view_state import ViewStore, stored_marks
from tui.view.view_state import NOTHING_REMEMBERED, NewsMarks

TITLE = "Rupee ends unchanged against dollar in inter-bank trade"
OPML = """<opml version="2.0"><body>
<outline text="Dawn" xmlUrl="https://dawn.example/feed"/>
<outline text="Dawn" xmlUrl="https://dawn.example/markets"/>
<outline text="again" xmlUrl="http://dawn.example/feed/"/>
</body></opml>"""
CONFIG = """# what I read
[[sources]]
name = "dawn"          # the paper
kind = "feed"
url = "https://dawn.example/feed"
every = "5m"

# below
[board]
theme = "light"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_home(tmp_path, monkeypatch)
    monkeypatch.setattr("tui.cli.news.LOCAL_ZONE", FIXED_NOW.tzinfo)
    folder = tmp_path / "bigboard"
    folder.mkdir()
    kept(
        folder,
        polled(0, an_article("old", "Gold slips", published=after(-7_200)), source="br"),
        polled(60, an_article("rupee", TITLE, published=after(-60)), source="br"),
        polled(120, an_article("retold", TITLE, published=after(0)), source="feed"),
        polled(180, an_article("oil", "OGDC finds gas", published=after(100)), source="feed"),
    )
    marks = NewsMarks({"retold": None}, {"oil": None})
    ViewStore(folder).save(NOTHING_REMEMBERED._replace(news=marks))
    return tmp_path


def news(capsys: pytest.CaptureFixture[str], **options: str | bool | int) -> list[str]:
    status = options.pop("status", 0)
    wanted: dict[str, object] = {"format": "table", **options}
    arguments = Arguments(**wanted)
    assert run_news(arguments, after(3_600)) == status
    return capsys.readouterr().out.splitlines()


def test_stories_are_listed_once_the_newest_first(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert news(capsys) == [
        "NO  TIME              NEW  SOURCE  TITLE",
        "1   2026-03-17 09:01  ●    feed    OGDC finds gas",
        f"2   2026-03-17 08:59       br      {TITLE}",
        "3   2026-03-17 07:00  ●    br      Gold slips",
    ]


@for_each(
    ("options", "numbers"),
    [
        ({"source": "feed"}, ["1", "2"]),
        ({"unread": True}, ["1", "3"]),
        ({"symbol": "ogdc"}, ["1"]),
        ({"source": "br", "unread": True}, ["2", "3"]),
        ({"until": "2026-03-17T09:00:30Z"}, ["3"]),
        ({"since": "2026-03-17T09:01:30Z"}, ["1", "2"]),
    ],
)
def test_the_number_of_a_story_is_the_same_in_every_list(
    home: Path, capsys: pytest.CaptureFixture[str], options: dict[str, str | bool], numbers: list[str]
) -> None:
    assert [line.split()[0] for line in news(capsys, **options)[1:]] == numbers


def test_a_story_older_than_a_week_has_no_number(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = Arguments(format="table", since="30d")
    assert run_news(arguments, after(20 * 86_400)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("    2026-03-17") for line in lines[1:])


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({}, ["oil", "rupee", "old"]),
        ({"source": "feed"}, ["oil", "retold"]),
        ({"unread": True}, ["oil", "old"]),
        ({"symbol": "ogdc"}, ["oil"]),
        ({"symbol": "PSX:OGDC"}, ["oil"]),
        ({"symbol": "HBL"}, []),
        ({"since": "2026-03-17T09:02:30Z"}, ["oil"]),
        ({"until": "2026-03-17T09:00:30Z"}, ["old"]),
    ],
)
def test_what_is_printed_is_of_a_span_a_source_an_instrument_or_unread(
    home: Path, capsys: pytest.CaptureFixture[str], options: dict[str, str | bool], ids: list[str]
) -> None:
    records = [json.loads(line) for line in news(capsys, format="jsonl", **options)]
    assert [record["id"] for record in records] == ids


def test_a_record_says_what_was_read_and_marked_and_who_else_has_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    oil, rupee, _ = (json.loads(line) for line in news(capsys, format="jsonl"))
    assert (oil["read"], oil["marked"], oil["also"]) == (False, True, [])
    assert (rupee["read"], rupee["marked"], rupee["also"], rupee["versions"]) == (True, False, ["feed"], 1)
    assert rupee["blocks"][0]["text"] == "Shares rose."


def test_a_wrong_time_and_no_history_are_said(home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    news(capsys, status=2, since="soon")
    (home / "bigboard" / "history.db").unlink()
    news(capsys, status=3)


def test_a_damaged_file_of_marks_is_none_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "view.json"
    file.write_bytes(b"{")
    assert not stored_marks(tmp_path).read
    assert not stored_marks(None).read
    assert file.read_bytes() == b"{"


def test_feeds_are_added_with_comments_kept_and_those_that_are_there_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)
    file, listed = tmp_path / "my.toml", tmp_path / "feeds.opml"
    file.write_text(CONFIG)
    listed.write_text(OPML)
    command = ["news", "import", str(listed), "--config", str(file)]
    assert run(command) == 0
    said = capsys.readouterr().out.splitlines()

    assert said[:2] == ["added Dawn 2: https://dawn.example/markets", "already there: https://dawn.example/feed"]
    after_import = file.read_text()
    assert all(line in after_import for line in CONFIG.splitlines())
    sources = load_config(file).sources
    assert [(each.name, each.kind, each.url) for each in sources[1:]] == [
        ("Dawn 2", "feed", "https://dawn.example/markets")
    ]
    assert run(command) == 0
    assert file.read_text() == after_import


def test_a_first_configuration_has_the_built_in_sources_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)
    listed = tmp_path / "feeds.opml"
    listed.write_text(OPML)
    assert run(["news", "import", str(listed)]) == 0
    names = [source.name for source in load_config().sources]
    assert names[0] == "br"
    assert names[-2:] == ["Dawn", "Dawn 2"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("<html></html>", "not a list of feeds (OPML)"),
        ('<!DOCTYPE opml [<!ENTITY a "b">]><opml/>', "entities of its own"),
        (None, "No such file or directory"),
    ],
)
def test_what_is_no_list_changes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    content: str | None,
    problem: str,
) -> None:
    use_home(tmp_path, monkeypatch)
    listed = tmp_path / "feeds.opml"
    if content is not None:
        listed.write_text(content)
    assert run(["news", "import", str(listed)]) == (2 if content is None else 4)
    assert problem in capsys.readouterr().err
    assert not (tmp_path / "bigboard" / "config.toml").exists()


def test_addresses_that_are_none_of_the_web_are_left_out_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)
    listed = tmp_path / "feeds.opml"
    addresses = ("javascript:alert(1)", "file:///etc/passwd", "https://me:word@x.example/", "https://y.example/f")
    entries = "".join(f"<outline xmlUrl='{each}'/>" for each in addresses)
    listed.write_text(f"<opml>{entries}</opml>")

    assert run(["news", "import", str(listed)]) == 3
    said = capsys.readouterr()
    assert "left out: 3 feeds whose address is no http or https address" in said.err
    assert "added y.example: https://y.example/f" in said.out


def test_the_feeds_of_the_configuration_are_written_without_those_with_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_home(tmp_path, monkeypatch)
    file = tmp_path / "my.toml"
    secret = 'name = "s"\nkind = "feed"\nurl = "https://s.example/?api_key=0123456789abcdef"\nevery = "5m"\n'
    file.write_text(f"{CONFIG}\n[[sources]]\n{secret}")
    assert run(["news", "export", "--config", str(file)]) == 3
    said = capsys.readouterr()
    assert 'xmlUrl="https://dawn.example/feed"' in said.out
    assert "0123456789" not in said.out + said.err
    assert "left out: s, whose address has a key in it" in said.err


@for_each(
    ("words", "said"),
    [
        (["import"], "the file is missing: bigboard news import FILE"),
        (["export", "x"], "into a file by the shell: bigboard news export > FILE"),
        (["other"], "expected one of: import, export"),
    ],
)
def test_wrong_words_are_said(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["news", *words])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
