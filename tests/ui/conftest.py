"""Fixtures of tests that patch Textual's compositor."""

import pytest
from textual import _compositor  # what is patched; it has no public name

from tui.ui.terminal import compositor_patch


@pytest.fixture
def original_compositor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore Textual's own rendering of updates after the test."""
    for update in (_compositor.ChopsUpdate, _compositor.LayoutUpdate):
        monkeypatch.setattr(update, "render_segments", update.render_segments)


@pytest.fixture
def patched_compositor(original_compositor: None) -> None:
    """Patch the compositor for one test."""
    assert compositor_patch.patch_compositor()
