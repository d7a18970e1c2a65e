"""The contract header: who, since when, until when, in which money, under which law."""

from extractors.header.read import read_header

__all__ = ["read_header"]
