"""Files of the program's own: the stored board, rejected pages, the waits that servers demand, and the log."""
