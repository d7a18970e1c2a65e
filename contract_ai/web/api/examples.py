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
_SAMPLE = {
    "sample": 3,
    "purpose": "Invoices of the second quarter",
    "kind": "invoices",
    "method": "money",
    "seed": "2026",
    "size": 25,
    "contracts": ["SOW-*"],
    "currency": "USD",
    "since": "2026-04-01",
    "until": "2026-06-30",
    "count": 210,
    "amount": "1250000.00",
    "interval": "50000.00",
    "out_of_reach": 2,
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "drawn_by": "audra",
    "drawn_at": "2026-06-30T09:00:00Z",
    "items": 25,
    "looked_at": 0,
    "exceptions": 0,
}
_HOLD = {
    "contract": "SOW-2025-014-larchmont",
    "reason": "a dispute before the court",
    "set_by": "ada",
    "set_at": "2026-06-30T09:00:00Z",
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
    "correct_match": {
        "invoice": 12,
        "line": 1,
        "version": 9,
        "correction": 9,
        "others": 7,
        "checks": 6,
    },
    "undo_match": {"invoice": 12, "line": 1, "version": 0, "others": 0, "checks": 7},
    "apply_match": {
        "invoice": 12,
        "line": 1,
        "version": 9,
        "correction": 9,
        "others": 0,
        "checks": 8,
    },
    "list_candidates": {
        "items": [
            {
                "stem": "SOW-2025-014-larchmont",
                "title": "Statement of Work",
                "provider": "Tamarack Analytics LLC",
                "customer": "Larchmont Inc.",
                "names": True,
                "companies": 2,
                "lines": 3,
                "currency": True,
                "inside": True,
            }
        ]
    },
    "draw_sample": _SAMPLE,
    "show_sample": _SAMPLE,
    "list_samples": {"items": [_SAMPLE]},
    "set_hold": _HOLD,
    "list_holds": {"items": [_HOLD]},
    "lift_hold": {"contract": "SOW-2025-014-larchmont", "lifted_at": "2026-07-30T09:00:00Z"},
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
    "send_usage": {
        "batch": 4,
        "stored": 1,
        "known": 0,
        "refused": 1,
        "results": [
            {"id": "evt-1", "result": "stored"},
            {
                "id": "evt-2",
                "result": "refused",
                "code": "USAGE_EVENT_INVALID",
                "detail": 'The quantity "many" is no number. '
                "Write it with a point and without signs around it: 1234.5.",
            },
        ],
    },
    "list_usage": {
        "items": [
            {
                "contract": "SOW-2025-014-larchmont",
                "meter": "API calls",
                "period_start": "2026-03-01",
                "period_end": "2026-03-31",
                "zone": "UTC",
                "aggregation": "sum",
                "per": "month",
                "basis": "default",
                "why": "added up, as neither the contract nor a person says how it is counted",
                "amounts": [
                    {
                        "quantity": "15200",
                        "events": 310,
                        "first_id": "evt-1",
                        "last_id": "evt-310",
                    }
                ],
            }
        ],
        "next": "WyI0ZjNhIiwyXQ==",
    },
    "list_drafts": {
        "items": [
            {
                "draft": 7,
                "state": "approved",
                "contract": "SOW-2025-014-larchmont",
                "customer": "Larchmont Inc.",
                "currency": "USD",
                "first": "2026-03-01",
                "last": "2026-03-31",
                "net": "2650.00",
                "number": "2026-0004",
                "approved_by": "fiona",
                "approved_at": "2026-04-02T09:00:00Z",
                "files": ["pdf", "ubl", "csv-quickbooks", "csv-xero"],
            }
        ],
        "next": "WyI0ZjNhIiwyXQ==",
    },
    "verify_trail": {
        "events": 1204,
        "first": "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
        "last": "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35",
        "why": "",
    },
}
