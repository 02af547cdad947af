from pathlib import Path

import pytest

from tests.cases.served import KEY, Bench
from tests.kit.home import use_home


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Bench:
    use_home(tmp_path, monkeypatch)
    monkeypatch.setenv("CASE_KEY", KEY)
    return Bench(tmp_path, capfd)
