"""Files of the program's own: the stored board, rejected pages, holds that servers asked for, and the log."""
