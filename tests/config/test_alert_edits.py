"""Rules that are made and changed in the program, in the configuration file."""

from pathlib import Path

import pytest

from tui.config import alert_edits
from tui.config.alert_edits import RuleChange, Value
from tui.config.alerts import rule_of
from tui.config.editing import ConfigEditor
from tui.config.errors import ConfigError
from tui.config.loader import load_config
from tui.view.settings import BoardSettings

TEXT = """\
[[alerts]]  # the first
when = "pct > 5"  # a lot

# about PPL
[[alerts]]
name = "low"
when = "last <"
on = "PPL"

[[alerts]]
when = "gap > 2"
on = ["A", "B"]
"""


def settings_in(file: Path) -> BoardSettings:
    return load_config(file, keeps_broken_rules=True).settings


def written(file: Path, change: RuleChange) -> str:
    """Return the file after a change, which has then the settings that the change has."""
    ConfigEditor(file).apply(*change.edits)
    after = settings_in(file)
    assert (after.rules, after.broken_rules) == (change.settings.rules, change.settings.broken_rules)
    return file.read_text()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "board.toml"
    path.write_text(TEXT)
    return path


def test_a_new_rule_is_a_table_at_the_end_and_everything_else_stays(file: Path) -> None:
    values: dict[str, Value] = {"when": "last > 150", "on": "PSX:OGDC", "repeat": "each", "session": False}
    change = alert_edits.added(settings_in(file), rule_of(values), values, "new")
    assert written(file, change) == (
        TEXT + '\n[[alerts]]\nwhen = "last > 150"\non = "PSX:OGDC"\nrepeat = "each"\nsession = false\n'
    )


def test_the_first_rule_of_a_file_begins_the_tables(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_text("# mine\n")
    values = {"when": "last > 150"}
    text = written(file, alert_edits.added(settings_in(file), rule_of(values), values, "new"))
    assert text.startswith("# mine\n")
    assert text.endswith('[[alerts]]\nwhen = "last > 150"\n')


def test_a_broken_rule_is_mended_in_its_place(file: Path) -> None:
    settings = settings_in(file)
    (broken,) = settings.broken_rules
    mended = rule_of({"name": "low", "when": "last < 80", "on": "PPL"})
    change = alert_edits.changed(settings, broken.number or 0, mended, {"when": "last < 80"}, "mended")
    assert written(file, change) == TEXT.replace("last <", "last < 80")


def test_a_rule_is_switched_off_and_on(file: Path) -> None:
    settings = settings_in(file)
    off = settings.rules[0]._replace(is_enabled=False)
    change = alert_edits.changed(settings, 0, off, {"enabled": False}, "off")
    assert "enabled = false" in written(file, change)
    change = alert_edits.changed(change.settings, 0, settings.rules[0], {"enabled": None}, "on")
    assert written(file, change) == TEXT


def test_nothing_is_written_where_another_program_has_changed_the_rules(file: Path) -> None:
    settings = settings_in(file)
    change = alert_edits.changed(settings, 0, settings.rules[0], {"enabled": False}, "off")
    file.write_text('[[alerts]]\nwhen = "vol > 1m"\n' + TEXT)
    with pytest.raises(ConfigError, match="changed by another program"):
        ConfigEditor(file).apply(*change.edits)
