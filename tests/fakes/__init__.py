"""Stateful stand-ins of the services: they hold rows, page, count, change and fail on demand."""
