"""What tests of the screen share."""

from collections.abc import Iterator
from typing import Any

import pytest
from textual import _compositor  # what is patched; it has no public name
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tui.ui.terminal import compositor_patch

_parse = Stylesheet._parse_rules
_parsed: dict[Any, list[RuleSet]] = {}


def _parse_once(self: Stylesheet, *args: Any, **kwargs: Any) -> list[RuleSet]:  # noqa: ANN401 - as Textual's own
    """Parse each style sheet once for all boards of this process: it is a twentieth of the time of these tests."""
    key = (args, *kwargs.items(), *self._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse(self, *args, **kwargs)
    return _parsed[key]


Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign] # Textual has no public name for it


@pytest.fixture(scope="package", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what a key saves, such as `S` among random keys, out of the home folder of who runs the tests."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture
def original_compositor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore Textual's own rendering of updates after the test."""
    for update in (_compositor.ChopsUpdate, _compositor.LayoutUpdate):
        monkeypatch.setattr(update, "render_segments", update.render_segments)


@pytest.fixture
def patched_compositor(original_compositor: None) -> None:
    """Patch the compositor for one test."""
    assert compositor_patch.patch_compositor()
