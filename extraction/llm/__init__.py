"""The second reader: a language model says which words tell of which incident; our own rules prove and code them."""
