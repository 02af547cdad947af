"""The language of conditions about quotes, such as `pct > 2 and vol > 1m`: it filters rows and defines tabs."""
