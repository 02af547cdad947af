"""The board's tests see the wire as it is in use, and leave Textual as they found it."""

import pytest
from textual import _compositor

from tui.ui.terminal import compositor_patch


@pytest.fixture
def stock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's own wire comes back after the test."""
    for update in (_compositor.ChopsUpdate, _compositor.LayoutUpdate):
        monkeypatch.setattr(update, "render_segments", update.render_segments)


@pytest.fixture
def light(stock: None) -> None:
    """The light wire, for one test."""
    assert compositor_patch.patch_compositor()
