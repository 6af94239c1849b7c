"""One live room: its session, who asks and in what order, and everything that happens in it."""
