"""A simulated exchange that serves real HTTP on loopback."""
