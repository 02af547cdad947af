"""`bigboard read N`: an article that was seen, with its page where that was read."""

from pathlib import Path

import pytest

from tests.kit.home import use_home
from tests.kit.marks import for_each
from tests.kit.quotes import after, an_article
from tests.storage.history.test_articles import kept, polled
from tui.cli.exit_codes import ALL_FAILED, OK, PARTIAL_FAILURE
from tui.cli.parser import Arguments
from tui.cli.read import run_read
from tui.domain.article import Completeness
from tui.domain.events import ArticleFetched
from tui.domain.text import CleanText

FIRST_WORDS, WHOLE = "Margins recover.", "Margins recover for a third week."
PAYWALL = CleanText("a paywall")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_home(tmp_path, monkeypatch)
    folder = tmp_path / "bigboard"
    folder.mkdir()
    teasers = [
        an_article(key, f"Story {key}", FIRST_WORDS, published=after(-number))._replace(
            completeness=Completeness.TEASER
        )
        for number, key in enumerate("abc", 1)
    ]
    full = an_article("a", "Story a", WHOLE)._replace(completeness=Completeness.WHOLE)
    kept(
        folder,
        polled(0, *teasers),
        ArticleFetched("feed", CleanText("a"), after(10), full._replace(source="feed")),
        ArticleFetched("feed", CleanText("b"), after(20), reason=PAYWALL),
    )
    return folder


@for_each(
    ("number", "status", "text", "error"),
    [
        ("1", OK, WHOLE, ""),
        ("2", PARTIAL_FAILURE, FIRST_WORDS, "teaser: a paywall"),
        ("3", PARTIAL_FAILURE, FIRST_WORDS, "teaser: its page was not read"),
        ("4", ALL_FAILED, "", "there is no article 4: `bigboard news` has 3 articles"),
        ("0", ALL_FAILED, "", "there is no article 0"),
        ("999999", ALL_FAILED, "", "there is no article 999999"),
    ],
)
def test_an_article_is_printed_by_its_number(
    number: str, status: int, text: str, error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_read(Arguments(page=number), clock=lambda: after(60)) == status

    out, err = capsys.readouterr()
    assert text in out
    assert error in err
    assert bool(out) is bool(text)


def test_without_a_history_there_is_none(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "history.db").unlink()

    assert run_read(Arguments(page="1"), clock=lambda: after(60)) == ALL_FAILED
    assert "there is no history yet" in capsys.readouterr().err
