"""A language model behind an OpenAI-compatible address: asked politely, within a budget, and never twice the same."""
