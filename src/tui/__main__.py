"""`python -m tui` is `bigboard`."""

from tui.cli import main

if __name__ == "__main__":
    main()
