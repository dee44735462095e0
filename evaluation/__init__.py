"""How right an engine is on articles that people annotated: `khabardar evaluate`, `khabardar gold`."""
