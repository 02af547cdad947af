"""The imperative shell: everything that touches the network, the clock, the disk or a thread."""
