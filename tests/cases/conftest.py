from pathlib import Path

import pytest

from tests.cases.served import KEY, Bench


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Bench:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("BIGBOARD_CONFIG", raising=False)
    monkeypatch.setenv("CASE_KEY", KEY)
    return Bench(tmp_path, capfd)
