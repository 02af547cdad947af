"""The widgets of the board: grid, panels, bars and the article reader."""
