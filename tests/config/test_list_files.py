"""Lists in text files: read as others export them, and changed where they are."""

from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tui.config.edits import Edit
from tui.config.errors import ConfigError
from tui.config.list_files import ListFileEditor
from tui.config.list_text import change_list_text, parse_entry, parse_list
from tui.config.loader import load_config

OWN = """\
; my banks, as of spring
PSX:HBL   # since 2019

# Small
BOP
NBP
"""


@for_each(
    ("text", "entries"),
    [
        (OWN, "PSX:HBL|# Small|BOP|NBP"),
        ("NASDAQ:AAPL,NYSE:IBM,###Pakistan,PSX:OGDC", "US:AAPL|US:IBM|# Pakistan|PSX:OGDC"),
        ("###Coins,BINANCE:BTCUSDT,COINBASE:ETHUSD,KRAKEN:USD", "# Coins|CRYPTO:BTCUSDT|CRYPTO:ETH|CRYPTO:USD"),
        ("FX_IDC:USDPKR, OANDA:EURUSD ,XETR:SAP", "FX:USDPKR|FX:EURUSD|XETRA:SAP"),
        ("aapl\r\nmsft\r\n", "AAPL|MSFT"),
        ("// a comment\n\n  ogdc \nbrk-b // two classes\n", "OGDC|BRK-B"),
        ("# Oil, gas and power\nOGDC,PPL,,\n", "# Oil, gas and power|OGDC|PPL"),
        ("", ""),
    ],
)
def test_lists_are_read_as_they_are_exported(text: str, entries: str) -> None:
    assert "|".join(map(str, parse_list(text))) == entries


@for_each(
    ("text", "wanted", "result"),
    [
        (OWN, "PSX:HBL|# Small|BOP|NBP", OWN),
        (OWN, "PSX:HBL|# Small|BOP|NBP|PSX:UBL", OWN + "PSX:UBL\n"),
        (OWN, "PSX:HBL|PSX:UBL|# Small|BOP|NBP", OWN.replace("2019\n", "2019\nPSX:UBL\n")),
        (OWN, "PSX:UBL|PSX:HBL|# Small|BOP|NBP", OWN.replace("spring\n", "spring\nPSX:UBL\n")),
        (OWN, "PSX:HBL|# Small|NBP", OWN.replace("BOP\n", "")),
        (OWN, "BOP|NBP", OWN.replace("PSX:HBL   # since 2019\n", "").replace("# Small\n", "")),
        (OWN, "# Small|PSX:HBL|BOP|NBP", "; my banks, as of spring\n# Small\n\nPSX:HBL   # since 2019\nBOP\nNBP\n"),
        (OWN, "", "; my banks, as of spring\n\n"),
        ("A,B,###T,C", "A|B|# T|C|D", "A,B,###T,C,D"),
        ("A,B,###T,C", "A|# T|C", "A,###T,C"),
        ("A,B,###T,C", "A|X|B|# U|# T|C", "A,X,B,###U,###T,C"),
        ("NYSE:IBM,NASDAQ:AAPL\n", "US:AAPL|US:IBM", "NASDAQ:AAPL,NYSE:IBM\n"),
        ("A\r\nB\r\n", "A|C|B", "A\r\nC\r\nB\r\n"),
        ("A\nB", "A|B|C", "A\nB\nC"),
        ("", "A|# T", "A\n# T\n"),
        ("A\nA\n", "A", "A\n"),
    ],
)
def test_what_stays_keeps_its_line_and_its_comment(text: str, wanted: str, result: str) -> None:
    entries = [parse_entry(word) for word in wanted.split("|") if word]
    assert change_list_text(text, entries) == result
    assert list(parse_list(result)) == entries


def edit(file: Path, *entries: str, base: tuple[str, ...] | None = None) -> Edit:
    return Edit(path=("lists", "x"), value=list(entries), about="a change", base=base, file=file)


def test_a_list_in_a_file_is_a_list_of_the_settings_and_is_written_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "banks.txt").write_text(OWN)
    link = tmp_path / "link.txt"
    link.symlink_to("banks.txt")
    config = tmp_path / "config.toml"
    config.write_text('[[tabs]]\nname = "Banks"\nlist = "link.txt"\n')
    settings = load_config(config).settings
    assert list(map(str, settings.lists["link.txt"])) == ["PSX:HBL", "# Small", "BOP", "NBP"]

    editor = ListFileEditor(settings.list_files["link.txt"])
    editor.apply(edit(link, "PSX:HBL", "# Small", "NBP"))
    assert link.is_symlink()
    assert (tmp_path / "banks.txt").read_text() == OWN.replace("BOP\n", "")
    assert editor.undo() == "a change"
    assert (tmp_path / "banks.txt").read_text() == OWN


def test_two_programs_that_change_a_file_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "banks.txt"
    file.write_text("A\nB\n")
    base = ("A", "B")
    ListFileEditor(file).apply(edit(file, "A", "B", "C", base=base))
    ListFileEditor(file).apply(edit(file, "B", "D", base=base))
    assert set(file.read_text().split()) == {"B", "C", "D"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"A\n" * (1 << 20), "banks.txt: cannot be read: too long"), (b"\xff\xfe", "is no text in UTF-8")],
)
def test_a_file_that_cannot_take_a_change_stays_as_it_is(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "banks.txt"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=reason):
        ListFileEditor(file).apply(edit(file, "A"))
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_a_read_only_file_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "banks.txt"
    file.write_text("A\n")
    # the tests may run as root, who may write anything
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(ConfigError, match=r"banks\.txt: cannot be written: it is read-only"):
        ListFileEditor(file).apply(edit(file, "A", "B"))
    assert file.read_text() == "A\n"


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "banks.txt"
    file.write_text("A\n")

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(ConfigError, match="No space left on device"):
        ListFileEditor(file).apply(edit(file, "A", "B"))
    assert file.read_text() == "A\n"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_of_ten_megabytes_is_an_error_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "huge.txt").write_bytes(b"OGDC\n" * 2_000_000)
    config = tmp_path / "config.toml"
    config.write_text('[[tabs]]\nname = "Huge"\nlist = "huge.txt"\n')
    with pytest.raises(ConfigError, match=r"3: tabs\[0\]\.list: .*huge\.txt: is larger than 1 MB"):
        load_config(config)


def test_commas_in_a_comment_separate_nothing() -> None:
    text = "OGDC # oil, gas\nPPL\n"
    ogdc, ppl = parse_list(text)
    assert (str(ogdc), str(ppl)) == ("OGDC", "PPL")
    assert change_list_text(text, [ppl, ogdc]) == "PPL\nOGDC # oil, gas\n"
