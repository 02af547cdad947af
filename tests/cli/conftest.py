"""Fixtures of tests of the commands."""

from pathlib import Path

import pytest

from tests.kit.home import use_home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the test a user without any files."""
    use_home(tmp_path, monkeypatch)
