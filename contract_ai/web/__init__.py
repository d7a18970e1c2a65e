"""The web application: the only room that knows FastAPI.

A request comes through `access` (who may), a route of `routes/` asks the services for what it
shows or changes, and `pages` fills a template with it.
"""
