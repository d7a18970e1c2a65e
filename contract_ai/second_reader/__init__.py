"""Asks a language model for a second reading of a contract, where the user has one.

Off unless asked for, and nothing else depends on it: httpx is imported when the first request is
sent.  Whatever the model answers is only a proposal; proving and weighing it is pure and lives in
``extractors/terms``.
"""
