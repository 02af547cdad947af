"""Which instruments a text mentions: samples in which each is marked, and rules one by one."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tui.config.directory.names import load_names
from tui.domain.listing import Listing
from tui.domain.mentions import MentionIndex
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


@cache
def index_of(board: str) -> MentionIndex:
    directory = load_names()
    if board == "seed":
        shares = [Listing(InstrumentId("PSX", symbol), InstrumentKind.SHARE) for symbol in SEED]
        listings = shares + [Listing(InstrumentId("PSX", symbol), InstrumentKind.INDEX) for symbol in SEED_INDICES]
    else:
        is_world = board == "world"
        listings = [each for each in directory.listings if not (is_world and each.id.market == "PSX")]
    return MentionIndex(listings, directory)


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
    skipped = {
        (n, start + 1): start
        for n, start, _ in sample.mentions
        if sample.texts[n][start : start + 1] == "$"
    }
    mentions = index_of(sample.board).find(sample.texts)
    return frozenset((each.text, skipped.get((each.text, each.start), each.start), each.instrument) for each in mentions)


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
