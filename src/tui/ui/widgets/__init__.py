"""What stands on the board: grid, panels, bars and the article reader."""
