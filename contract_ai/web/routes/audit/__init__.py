"""The auditor's room: the trail, samples, what is derived anew, evidence, the past."""

from models.accounts import Role

AUDITORS = (Role.AUDITOR, Role.ADMINISTRATOR)
"""Who may enter."""
