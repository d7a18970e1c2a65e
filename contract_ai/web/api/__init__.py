"""The interface for programs, under ``/api/v1``: the same services as the pages, in JSON.

Callers are known by a bearer token alone (`caller`), changes are done once (`once`), lists come
in pages (`paging`), and what cannot be done is a problem of RFC 9457 (`problems`).
"""

PREFIX = "/api/v1"
