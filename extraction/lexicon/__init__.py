"""The words that the reader knows: groups, forces, people, acts, losses, targets, cues. Data files and their loader."""
