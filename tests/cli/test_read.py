"""`bigboard read`: the article of a file, of standard input and of an address."""

import io
import json
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tests.kit.server import LocalServer, Request, ServerResponse
from tui.cli.commands import run
from tui.cli.exit_codes import ALL_FAILED, OK, PARTIAL_FAILURE, USAGE_ERROR

TEXT = "The port authority said on Monday that two of its five berths would open again before the week is over."
PAGE = (
    "<html><head><title>Harbour</title></head><body><article><h1>Two berths open again this week</h1>"
    f'<p>{TEXT} <a href="/report">Its report</a> says more.</p><ol><li>Mud</li><li>Rain</li></ol>'
    "</article></body></html>"
)
WALL = "<p>Subscribe to continue reading.</p>"

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    return file


def test_a_file_is_printed_as_wrapped_text(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", str(page), "--width", "40"]) == OK

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Two berths open again this week"
    assert max(map(len, lines)) <= 40
    assert {"1. Mud", "2. Rain"} <= set(lines)


def test_json_has_blocks_and_text(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", str(page), "--format", "json", "--url", "https://harbour.example/a-b-c"]) == OK

    record = json.loads(capsys.readouterr().out)
    assert record["title"] == "Two berths open again this week"
    assert record["text"] == f"{TEXT} Its report says more.\nMud\nRain"
    assert [block["kind"] for block in record["blocks"]] == ["paragraph", "list item", "list item"]
    assert record["blocks"][0]["links"] == [{"text": "Its report", "target": "https://harbour.example/report"}]


@for_each(
    ("options", "error"),
    [
        ([], "left out: 1 link without a host; --url URL says where the page came from"),
        (["--url", "https://harbour.example/a"], ""),
    ],
)
def test_links_that_lead_nowhere_are_said(
    page: Path, options: list[str], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["read", str(page), "--format", "markdown", *options]) == OK

    out, err = capsys.readouterr()
    assert ("https://harbour.example/report" in out) is not bool(error)
    assert error in err
    assert bool(err) is bool(error)


def test_a_page_without_an_address_has_no_link_of_its_own(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page.write_text(PAGE.replace("<body>", "<link rel=canonical href=/a><body>"))
    assert run(["read", str(page), "--format", "json"]) == OK

    out = capsys.readouterr().out
    record = json.loads(out)
    assert (record["link"], record["blocks"][0]["links"]) == (None, [])
    assert ".invalid" not in out


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))

    assert run(["read", "-", "--format", "markdown"]) == OK
    printed = capsys.readouterr().out
    assert "1. Mud\n2. Rain" in printed
    assert printed == printed.rstrip() + "\n"


def test_what_was_taken_is_explained(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", str(page), "--explain"]) == OK

    text = capsys.readouterr().out
    assert "best score: article" in text
    assert "blocks: 1 x paragraph, 2 x list item" in text


def test_a_rule_of_the_configuration_says_where_the_article_is(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "board.toml"
    file.write_text('[[pages]]\nhost = "harbour.example"\narticle = "ol"\ndrop = ["li:first-child"]\n')

    options = ["--config", str(file), "--url", "https://news.harbour.example/a", "--format", "json"]
    assert run(["read", str(page), *options]) == OK
    assert json.loads(capsys.readouterr().out)["text"] == "Rain"


def test_a_paywall_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE.replace("</ol>", f"</ol>{WALL}"))

    assert run(["read", str(file)]) == PARTIAL_FAILURE
    assert "teaser: a paywall" in capsys.readouterr().err


@for_each(
    ("arguments", "status", "error"),
    [
        (["nowhere.html"], USAGE_ERROR, "nowhere.html: No such file or directory; an address begins with https://"),
        (["."], USAGE_ERROR, ".: Is a directory"),
        (["ftp://harbour.example/a"], USAGE_ERROR, "URL: "),
        (["nowhere.html", "--width", "3"], USAGE_ERROR, "--width: found 3, expected 20 to 400"),
    ],
)
def test_what_cannot_be_read_is_said(
    arguments: list[str], status: int, error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["read", *arguments]) == status
    assert error in capsys.readouterr().err


def test_a_page_is_fetched_where_its_site_permits_it(capsys: pytest.CaptureFixture[str]) -> None:
    def respond(request: Request) -> ServerResponse:
        if request.path == "/robots.txt":
            return ServerResponse(body="User-agent: *\nDisallow: /private/\n", content_type="text/plain")
        return ServerResponse(body=PAGE, content_type="text/html")

    with LocalServer(respond) as server:
        assert run(["read", f"{server.url}/news/a"]) == OK
        assert run(["read", f"{server.url}/private/a"]) == ALL_FAILED

    captured = capsys.readouterr()
    assert "Two berths open again" in captured.out
    assert "robots.txt" in captured.err
