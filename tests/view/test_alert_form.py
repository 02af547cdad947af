"""The form of a rule: the condition that it makes, what is wrong with it, and what is written."""

from decimal import Decimal

from tests.domain.alerts.judging import a_rule
from tests.kit.marks import for_each
from tests.kit.quotes import a_level, a_quote
from tui.domain.alerts.rule import Repeat, Scope, ScopeKind, parse_condition
from tui.view.alert_form import KINDS, AlertForm, FormTarget, changed_values, form_of, new_form

OGDC = a_quote("OGDC", "141.00", "-4.35", "-2.99")
INDEX = a_level("KSE100", "82000", "31.4", "0.04")


def of_kind(form: AlertForm, kind: str) -> AlertForm:
    form = form.at(0)
    for _ in KINDS:
        if form.kind == kind:
            return form
        form = form.pressed("right", None)
    raise AssertionError(f"there is no {kind}")


def typed(form: AlertForm, field: str, text: str) -> AlertForm:
    form = form.at(form.fields.index(field)).pressed("ctrl+u", None)
    for letter in text:
        form = form.pressed(letter, letter)
    return form


@for_each(
    "kind, condition",
    [
        ("below", "last < 141.00"),
        ("above", "last > 141.00"),
        ("up", "pct > 2.99"),
        ("down", "pct < -2.99"),
        ("move", "move(5m) > 1 or move(5m) < -1"),
        ("high", "new_high(day)"),
        ("low", "new_low(day)"),
        ("gap", "gap > 2 or gap < -2"),
        ("volume", "vol > 3 * avg_volume(20d)"),
        ("gain", "gain_pct > 10"),
        ("loss", "gain_pct < -10"),
    ],
)
def test_each_kind_begins_with_the_figures_of_the_row_and_makes_a_condition_that_is_right(
    kind: str, condition: str
) -> None:
    form = of_kind(new_form(FormTarget(OGDC, is_owned=True)), kind)
    assert (form.condition, form.fault) == (condition, None)


def test_an_index_is_measured_in_points_and_what_is_not_owned_has_no_gain() -> None:
    form = of_kind(new_form(FormTarget(INDEX)), "points")
    assert form.condition == "points(5m) > 164 or points(5m) < -164"
    assert "volume" not in form.kinds
    assert "gain" not in new_form(FormTarget(OGDC)).kinds


@for_each(
    "kind, field, text, position",
    [
        ("above", "value", "15x", 7),
        ("above", "value", "", 6),
        ("high", "span", "20x", 0),
        ("move", "span", "5m)", 8),
        ("own", "value", "pct >", 5),
        ("own", "value", "", 0),
    ],
)
def test_a_mistake_has_its_column(kind: str, field: str, text: str, position: int) -> None:
    form = typed(of_kind(new_form(FormTarget(OGDC)), kind), field, text)
    assert form.fault is not None
    assert form.fault.position == position


def test_a_figure_below_zero_turns_the_sign_and_does_not_double_it() -> None:
    assert typed(of_kind(new_form(FormTarget(OGDC)), "down"), "value", "-1").condition == "pct < 1"


def test_a_condition_of_ones_own_begins_with_the_one_before() -> None:
    assert of_kind(new_form(FormTarget(OGDC)), "own").condition.startswith("vol > 3 *")


def test_what_is_chosen_is_what_is_written() -> None:
    form = new_form(FormTarget(OGDC, tab="Banks"))
    assert form.values() == {
        "name": None,
        "when": "last < 141.00",
        "on": "PSX:OGDC",
        "repeat": "daily",
        "session": None,
    }
    form = form.at(form.fields.index("on")).pressed("right", None)
    form = form.at(form.fields.index("repeat")).pressed("left", None)
    form = form.at(form.fields.index("session")).pressed("space", " ")
    form = typed(form, "name", "low")
    assert form.values() == {
        "name": "low",
        "when": "last < 141.00",
        "on": "tab:Banks",
        "repeat": "once",
        "session": False,
    }


def test_the_table_is_shown_as_it_is_written() -> None:
    form = typed(of_kind(new_form(FormTarget(OGDC)), "own"), "value", 'headline("rate cut")')
    assert form.table_lines() == [
        "[[alerts]]",
        r'when = "headline(\"rate cut\")"',
        'on = "PSX:OGDC"',
        'repeat = "daily"',
    ]


def test_a_name_that_another_rule_has_is_refused() -> None:
    form = new_form(FormTarget(OGDC, taken=frozenset({"PSX:OGDC: last < 141.00", "Low"})))
    assert "already" in form.problem
    assert not typed(form, "value", "140").problem
    assert "already" in typed(form, "name", "low").problem


def test_of_a_rule_that_is_edited_what_differs_is_written() -> None:
    rule = a_rule("last > 105", "OGDC", name="big")
    before = form_of(rule, FormTarget(OGDC))
    assert changed_values(before, before) == {}
    after = typed(before, "value", "last > 106")
    assert changed_values(before, after) == {"when": "last > 106"}
    several = form_of(rule._replace(scope=Scope(ScopeKind.INSTRUMENTS, ("A", "B"))), FormTarget())
    assert "on" not in several.fields
    assert changed_values(several, several._replace(repeat=Repeat.ONCE)) == {"repeat": "once"}


def test_every_kind_makes_what_the_language_has() -> None:
    for kind in KINDS:
        if kind.id != "own":
            parse_condition(kind.template.format(value=Decimal(1), span=kind.span or "5m"))


@for_each(
    ("name", "condition"),
    [("all  sold", ""), ("ALL SOLD", ""), ("all\u3164 sold", ""), ("", "last  > 5"), ("\u3164", "last > 5 ")],
)
def test_a_name_that_the_board_would_not_tell_from_another_is_refused(name: str, condition: str) -> None:
    form = form_of(a_rule("last > 1"), FormTarget(taken=frozenset({"all sold", "last > 5"})))
    form = typed(typed(form, "value", condition or "last > 1"), "name", name)
    assert form.problem.startswith("there is a rule")


def test_what_is_pasted_is_as_long_as_what_can_be_typed() -> None:
    form = new_form(FormTarget(OGDC))
    assert len(form.at(form.fields.index("name")).pasted("x" * 200).rule_name) == 60
    assert len(form.at(form.fields.index("value")).pasted("9" * 200).condition) == len("last > ") + 24
