"""Sentences of the tool, and how a language writes numbers."""

from typology.language.catalogue import DEFAULT_LANGUAGE, Speaker, languages, sentences

__all__ = ["DEFAULT_LANGUAGE", "Speaker", "languages", "sentences"]
