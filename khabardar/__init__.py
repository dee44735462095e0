"""The shared language of all stages: records, vocabulary, configuration, errors. Imports nothing of ours."""

__version__ = "0.1.0"
