"""Files, sessions, processes and the clock: the only room that touches the world."""
