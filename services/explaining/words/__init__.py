"""Every event in one plain sentence; this is the only place that has words for them."""

from services.explaining.words.sentences import in_words

__all__ = ["in_words"]
