"""What every test shares."""

from hypothesis import settings

# a busy machine is no bug: time is measured only where a test says so
settings.register_profile("board", deadline=None)
settings.load_profile("board")
