"""The main job shown on a news site of our own: its content, its server, and a config that points at it."""
