"""Answers as examples, by the name of the operation; a test holds each to its description."""

from typing import Any

_FINDING = {
    "fingerprint": "0f3c9a51d2b84e67",
    "code": "PR101",
    "slug": "unit-price-differs",
    "severity": "high",
    "direction": "overbilled",
    "state": "open",
    "contract": "SOW-2025-014-larchmont",
    "invoice": "TA-1003",
    "line": 1,
    "amount": "1000.00",
    "currency": "USD",
    "message": "Line 1 bills 210.00 an hour; the contract says 185.00.",
    "review": False,
    "found_on": "2026-06-30",
    "invoice_id": 12,
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "me": {
        "name": "fiona",
        "full_name": "Fiona Ames",
        "role": "finance",
        "contracts": ["*"],
        "token": {
            "name": "nightly export",
            "scopes": ["contracts:read", "findings:read"],
            "created_at": "2026-06-30T09:00:00Z",
            "expires_at": "2026-09-28T09:00:00Z",
        },
    },
    "list_contracts": {
        "items": [
            {
                "stem": "MSA-2025-011-larchmont",
                "title": "Master Services Agreement",
                "kind": "agreement",
                "provider": "Tamarack Analytics LLC",
                "customer": "Larchmont Inc.",
                "effective_date": "2025-02-01",
                "currency": "USD",
                "file": "MSA-2025-011-larchmont.pdf",
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "findings": 2,
                "to_review": 1,
            }
        ],
        "next": "WyI0ZjNhIiwyXQ==",
    },
    "list_findings": {"items": [_FINDING], "next": "WyI0ZjNhIiwyXQ=="},
    "decide": {"fingerprint": "0f3c9a51d2b84e67", "state": "disputed", "version": 7},
    "comment": {"fingerprint": "0f3c9a51d2b84e67", "by": "fiona", "at": "2026-06-30T09:00:00Z"},
    "confirm": {"number": 231, "state": "confirmed"},
    "reject": {"number": 232, "state": "rejected"},
    "correct_term": {"number": 233, "state": "corrected"},
    "upload": {"upload": 4, "state": "waiting", "address": "/api/v1/uploads/4"},
    "show_upload": {
        "upload": 4,
        "finished": True,
        "files": [
            {
                "name": "msa.pdf",
                "filed": "msa.pdf",
                "size": 81230,
                "state": "done",
                "kind": "contract",
            }
        ],
    },
    "run_checks": {"order": 5, "state": "waiting", "address": "/api/v1/checks/5", "queued": False},
    "show_check_order": {
        "order": 5,
        "state": "done",
        "ordered_by": "fiona",
        "ordered_at": "2026-06-30T09:00:00Z",
        "contract": "SOW-2025-014-larchmont",
        "as_of": "2026-06-30",
        "began_at": "2026-06-30T09:00:01Z",
        "ended_at": "2026-06-30T09:00:04Z",
        "again": 1,
        "findings": 5,
        "tests": 210,
        "crashes": 0,
    },
    "show_checks": {
        "running": False,
        "orders": 0,
        "said": "Checked: 3 parts of 40 again, 12 findings in all.",
        "trouble": "",
        "last_run": {
            "as_of": "2026-06-30",
            "finished_at": "2026-06-30T09:00:00Z",
            "findings": 12,
            "tests": 640,
        },
    },
    "verify_trail": {
        "events": 1204,
        "first": "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
        "last": "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35",
        "why": "",
    },
}
