"""What each kind of source is visited with; `watch` is what the scheduler runs."""
