"""Which instruments a text mentions: samples in which each is marked, and rules one by one."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each, quick
from tests.kit.quotes import an_article
from tui.config.directory.names import load_names
from tui.domain.listing import Listing
from tui.domain.mention_names import NameDirectory
from tui.domain.mention_texts import MAX_TEXT
from tui.domain.mentions import MAX_MENTIONS, MentionIndex
from tui.domain.quote import InstrumentId, InstrumentKind

SAMPLES = Path(__file__).with_name("mentions")
SEED = (
    *("AGL", "AIRLINK", "BOP", "CNERGY", "DCL", "DFML", "DGKC", "FCCL", "FFBL", "FFL", "HUBC", "HUMNL", "KEL", "KOSM"),
    *("MLCF", "NBP", "OGDC", "PAEL", "PIBTL", "PPL", "PRL", "PTC", "SEARL", "TELE", "TOMCL", "TPLP", "TREET", "TRG"),
    *("UNITY", "WTL"),
)
SEED_INDICES = ("BR100", "BR30", "KSE100", "KSE30")
HOME = {"seed": "PSX", "all": "PSX", "world": "US"}
MARK = re.compile(r"\{([^|{}]+)\|([^{}]*)\}")

Found = tuple[int, int, InstrumentId]
"""Which text, where it begins, and what it is."""


class Sample(NamedTuple):
    board: str
    texts: tuple[str, ...]
    mentions: frozenset[Found]


def index_with(listings: Iterable[Listing], directory: NameDirectory) -> MentionIndex:
    index = MentionIndex(directory)
    for listing in listings:
        index.add(listing)
    for listing in directory.listings:
        index.add(listing, is_on_board=False)
    return index


@cache
def index_of(board: str) -> MentionIndex:
    directory = load_names()
    if board == "seed":
        shares = [Listing(InstrumentId("PSX", symbol), InstrumentKind.SHARE) for symbol in SEED]
        listings = shares + [Listing(InstrumentId("PSX", symbol), InstrumentKind.INDEX) for symbol in SEED_INDICES]
    else:
        is_world = board == "world"
        listings = [each for each in directory.listings if not (is_world and each.id.market == "PSX")]
    return index_with(listings, directory)


def samples(name: str) -> Iterator[Sample]:
    board = ""
    for line in (SAMPLES / name).read_text("utf-8").splitlines():
        if line.startswith("# board:"):
            board = line.partition(":")[2].strip()
        elif line and not line.startswith("#"):
            yield read_sample(line, board)


def read_sample(line: str, board: str) -> Sample:
    texts: list[str] = []
    mentions: set[Found] = set()
    for n, marked in enumerate(line.split(" / ")):
        text, at = "", 0
        for mark in MARK.finditer(marked):
            text += marked[at : mark.start()]
            market, _, symbol = mark[1].rpartition(":")
            mentions.add((n, len(text), InstrumentId(market or HOME[board], symbol)))
            text, at = text + mark[2], mark.end()
        texts.append(text + marked[at:])
    return Sample(board, tuple(texts), frozenset(mentions))


def found_in(sample: Sample) -> frozenset[Found]:
    # `$TSLA` and `TSLA` are the same mention
    skipped = {(n, start + 1): start for n, start, _ in sample.mentions if sample.texts[n][start : start + 1] == "$"}
    mentions = index_of(sample.board).find(sample.texts)
    return frozenset(
        (each.text_index, skipped.get((each.text_index, each.start), each.start), each.instrument) for each in mentions
    )


def score(name: str) -> tuple[float, float, str]:
    """Return precision and recall over all samples of a file, and what was wrong."""
    right = wrong = missed = 0
    report = []
    for sample in samples(name):
        found = found_in(sample)
        right += len(found & sample.mentions)
        extra, lacking = found - sample.mentions, sample.mentions - found
        wrong, missed = wrong + len(extra), missed + len(lacking)
        if extra or lacking:
            report.append(f"{' / '.join(sample.texts)}\n    too many {sorted(extra)}\n    missing {sorted(lacking)}")
    return right / (right + wrong), right / (right + missed), "\n".join(report)


@pytest.mark.parametrize("name", ["tuning.txt", "held_out.txt"])
def test_what_is_found_is_mentioned_and_what_is_mentioned_is_found(name: str) -> None:
    precision, recall, report = score(name)

    assert precision >= 0.95, report
    assert recall >= 0.95, report


def board_of(*listings: tuple[str, str]) -> MentionIndex:
    """Return the index of shares by `MARKET:SYMBOL` and name, with nothing known beside them."""
    return index_with(
        [Listing(InstrumentId(*key.split(":")), InstrumentKind.SHARE, name) for key, name in listings], NameDirectory()
    )


def found_by(index: MentionIndex, *texts: str) -> list[str]:
    return [
        f"{mention.instrument} {texts[mention.text_index][mention.start : mention.end]}"
        for mention in index.find(texts)
    ]


NOWHERE = [
    "",
    "no name at all",
    "OGDCX xOGDC OGDC_1 OGDC2 2OGDC #OGDC @OGDC ogdc Ogdc",
    "https://example.com/OGDC www.ogdc.com info@ogdc.com F-OGDC OGDC-9 O.G.D.C.",
    "\u200f\u06cc\u0646 \u4e2d\u6587 \U0001f600" * 50,
]


@for_each("text", NOWHERE)
def test_a_symbol_is_found_as_a_word_of_its_own_alone(text: str) -> None:
    assert index_of("seed").find([text]) == ()


NAMES = [
    ("PSX:OGDC", "Oil & Gas Development Company Ltd.", "the Oil and Gas Development Company's wells", "Oil and Gas"),
    ("PSX:OGDC", "Oil & Gas Development Company Ltd.", "Oil & Gas Development Co. drills", "Oil & Gas Development Co."),
    ("PSX:DGKC", "D.G. Khan Cement", "(DG Khan Cement)", "DG Khan Cement"),
    ("US:MCD", "McDonald's Corporation", "McDonalds\u2019 menu", "McDonalds"),
    ("US:AAPL", "Apple Inc.", "so Apple, Inc. said", "Apple, Inc."),
    ("X:EBAY", "eBay Inc", "on eBay today", "eBay"),
    ("PSX:NESTLE", "Nestl\u00e9 Pakistan", "NESTLE PAKISTAN", "NESTLE PAKISTAN"),
    ("US:BRK-B", "", "sold BRK.B today", "BRK.B"),
]


@for_each(("key", "name", "text", "found"), NAMES)
def test_a_name_is_found_however_it_is_written(key: str, name: str, text: str, found: str) -> None:
    (mention,) = found_by(board_of((key, name)), text)

    assert mention.startswith(f"{key} {found}")


@for_each("text", ["engro said 'we rise'", "engro\u2019", "the word engro"])
def test_a_name_without_its_capital_is_none(text: str) -> None:
    assert board_of(("PSX:ENGR", "Engro")).find([text]) == ()


def test_the_longest_name_counts_also_where_it_is_not_on_the_board() -> None:
    directory = NameDirectory([Listing(InstrumentId("PSX", "NCPL"), InstrumentKind.SHARE, "Nishat Chunian Power")])
    index = index_with([Listing(InstrumentId("PSX", "NCL"), InstrumentKind.SHARE, "Nishat Chunian")], directory)

    assert found_by(index, "Nishat Chunian owns Nishat Chunian Power.") == ["PSX:NCL Nishat Chunian"]


TWO = board_of(("PSX:ABOT", "Abbott Laboratories"), ("US:ABT", "Abbott Laboratories"), ("US:PFE", "Pfizer"))
DECIDED = [
    (("Abbott Laboratories made syrup.",), []),
    (("Abbott Laboratories and Pfizer",), ["US:ABT Abbott Laboratories", "US:PFE Pfizer"]),
    (("Abbott Laboratories cut prices in Pakistan.",), ["PSX:ABOT Abbott Laboratories"]),
    (("Abbott Laboratories (ABT)",), ["US:ABT Abbott Laboratories", "US:ABT ABT"]),
    (
        ("Abbott Laboratories fell.", "The exchange (PSX: ABOT) asked."),
        ["PSX:ABOT Abbott Laboratories", "PSX:ABOT ABOT"],
    ),
]


@for_each(("texts", "found"), DECIDED)
def test_of_two_companies_of_one_name_the_text_decides_or_none_counts(texts: tuple[str, ...], found: list[str]) -> None:
    assert found_by(TWO, *texts) == found


SAID = [
    (("The Pakistan Tobacco Company (PTC) rose.", "PTC rose 3%."), []),
    (("The personal staff officer (PSO) wrote.", "PSO was told."), []),
    (("Pakistan State Oil (PSO) rose.", "PSO was told."), ["PSX:PSO Pakistan State Oil", "PSX:PSO PSO", "PSX:PSO PSO"]),
    (("PTC rose 3%.",), ["PSX:PTC PTC"]),
]


@for_each(("texts", "found"), SAID)
def test_an_abbreviation_means_what_the_article_says(texts: tuple[str, ...], found: list[str]) -> None:
    directory = load_names()
    shown = [each for each in directory.listings if each.id.symbol in {"PTC", "PSO"}]

    assert found_by(index_with(shown, directory), *texts) == found


def test_a_user_gives_instruments_names_of_their_own() -> None:
    ogdc = InstrumentId("PSX", "OGDC")
    index = MentionIndex(load_names())
    index.add(Listing(ogdc, InstrumentKind.SHARE), ("The Explorer", "\u0627\u0648\u062c\u06cc"))

    assert found_by(index, "so The Explorer drills", "\u0622\u062c \u0627\u0648\u062c\u06cc \u06a9\u06d2") == [
        "PSX:OGDC The Explorer",
        "PSX:OGDC \u0627\u0648\u062c\u06cc",
    ]
    assert found_by(index, "OGDCL drills") == ["PSX:OGDC OGDCL"]


def test_an_article_names_each_instrument_once() -> None:
    article = an_article("1", "OGDC up", "PPL fell. OGDC rose, PPL too.")

    assert [key.symbol for key in index_of("seed").instruments_in(article)] == ["OGDC", "PPL"]


HOSTILE = ["PSX: ", "First ", "OGDC, ", "a.b.", "(OGDC) ", "Oil and Gas Development ", "A", "("]


@pytest.mark.parametrize("piece", quick(1, *HOSTILE))
def test_the_work_grows_with_the_text_and_ends_at_a_limit(piece: str) -> None:
    index = index_of("all")

    assert_linear(lambda size: index.find([piece * (size // len(piece))]), start=4_000, largest=50_000)
    assert len(index.find([piece * (MAX_TEXT * 2 // len(piece))])) <= MAX_MENTIONS
