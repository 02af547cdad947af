"""What matches best comes first."""

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each
from tui.view.ranking import best_matches, rank


@for_each(
    ("typed", "best_first"),
    [
        ("sort", ["sort", "sort by the next column", "turn the sort round", "resorted"]),
        ("so the", ["sort by the next column"]),
        ("sh", ["show", "refresh"]),
        ("trs", ["turn the sort round"]),
    ],
)
def test_a_better_match_has_a_lower_rank(typed: str, best_first: list[str]) -> None:
    ranks = [rank(typed, text) for text in best_first]
    assert ranks == sorted(ranks)
    assert max(ranks) < 9
    assert rank(typed, "quit") == 9


def test_the_best_are_returned_in_order_and_no_more_than_asked_for() -> None:
    texts = ["pause the source", "source health", "poll", "sources", "health of sources"]
    assert best_matches("source", texts, str, 3) == ["sources", "source health", "pause the source"]
    assert best_matches("", texts, str, 2) == texts[:2]
    assert best_matches("zzz", texts, str, 2) == []


def test_what_is_found_by_its_own_name_comes_before_what_another_name_finds() -> None:
    texts = ["ogdc\nhabib oil", "hbl\nhabib bank", "habib\nx"]
    assert best_matches("habib", texts, str, 3)[0] == "habib\nx"


NAMES = [f"sym{number}\nthe name of company {number} limited" for number in range(1_000)] * 80


@for_each("typed", ["sym99", "company 77", "smlt", "zz"])
def test_the_work_grows_with_what_is_searched(typed: str) -> None:
    assert_linear(lambda count: best_matches(typed, NAMES[:count], str, 100), start=250, largest=5_000)
