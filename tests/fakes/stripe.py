"""Stripe: lists newest first with starting_after, events, payouts with their movements."""

from datetime import datetime
from decimal import Decimal

import httpx2

from tests.fakes.service import Asked, Fake, Row, Time, json_answer

KEY = "rk_test_1"


class FakeStripe(Fake):
    """One account; rows lie by list, in the order in which they were made."""

    main = "invoices"

    def __init__(self, time: Time) -> None:
        super().__init__(time)
        self.tokens = {KEY}
        self.lists: dict[str, list[Row]] = {
            name: []
            for name in (
                "customers",
                "invoices",
                "credit_notes",
                "invoice_payments",
                "payouts",
                "balance_transactions",
                "events",
            )
        }
        self._numbers = 0
        self._payout_of: dict[str, str] = {}
        """Which payout a movement is of: Stripe finds movements by it, and does not show it."""

    def answer(self, asked: Asked) -> httpx2.Response:
        _, version, name, *rest = asked.path.split("/")
        if version != "v1" or name not in self.lists:
            return httpx2.Response(404, json={"error": {"type": "invalid_request_error"}})
        if not asked.request.headers.get("stripe-version"):
            return httpx2.Response(400, json={"error": {"message": "pin a version"}})
        return self._one(name, rest[0]) if rest else self._list(name, asked)

    def _is_wanted(self, row: Row, params: dict[str, str]) -> bool:
        payout = params.get("payout")
        return _wanted(row, params) and payout in {None, self._payout_of.get(row["id"])}

    def _one(self, name: str, identity: str) -> httpx2.Response:
        row = next((row for row in self.lists[name] if row["id"] == identity), None)
        if row is None:
            return httpx2.Response(404, json={"error": {"code": "resource_missing"}})
        if name == self.main:
            self.sent([row], "id")
        return json_answer(row)

    def _list(self, name: str, asked: Asked) -> httpx2.Response:
        params = asked.params
        limit = int(params.get("limit", "10"))
        if not 1 <= limit <= 100:
            return httpx2.Response(400, json={"error": {"param": "limit"}})
        rows = [row for row in reversed(self.lists[name]) if self._is_wanted(row, params)]
        last = params.get("starting_after")
        if last is not None:
            ids = [row["id"] for row in rows]
            if last not in ids:
                return httpx2.Response(400, json={"error": {"code": "resource_missing"}})
            rows = rows[ids.index(last) + 1 :]
        page = rows[:limit]
        shown = self.sent(page, "id") if name == self.main else page
        return json_answer({"object": "list", "data": shown, "has_more": len(rows) > limit})

    def add(self, count: int) -> None:
        for _ in range(count):
            number = self.new("")
            row = {
                "id": f"in_{number}",
                "object": "invoice",
                "number": f"INV-{number}",
                "status": "open",
                "customer": "cus_1",
                "customer_name": "Acme GmbH",
                "currency": "eur",
                "created": self.seconds(),
                "due_date": self.seconds() + 30 * 86400,
                "effective_at": None,
                "status_transitions": {
                    "finalized_at": self.seconds(),
                    "paid_at": None,
                    "voided_at": None,
                    "marked_uncollectible_at": None,
                },
                "subtotal": 10000 + 100 * int(number),
                "total": 11900 + 100 * int(number),
                "total_excluding_tax": 10000 + 100 * int(number),
                "total_taxes": [{"amount": 1900, "tax_behavior": "exclusive"}],
                "amount_due": 11900 + 100 * int(number),
                "amount_paid": 0,
                "amount_remaining": 11900 + 100 * int(number),
                "metadata": {"contract": f"C-{number}"},
            }
            self.put("invoices", row)
            self.event("invoice.finalized", row)

    def change(self, number: int) -> None:
        row = self.lists["invoices"][number]
        row["total"] += 1
        row["total_excluding_tax"] += 1
        self.event("invoice.updated", row)

    def void(self, number: int) -> None:
        row = self.lists["invoices"][number]
        row["status"] = "void"
        row["status_transitions"]["voided_at"] = self.seconds()
        self.event("invoice.voided", row)

    def delete(self, number: int) -> None:
        row = self.lists["invoices"].pop(number)
        self.event("invoice.deleted", row)

    def truth(self) -> dict[str, Decimal]:
        return {row["id"]: Decimal(row["total"]) / 100 for row in self.lists["invoices"]}

    def contracts(self) -> list[str]:
        return [row["metadata"]["contract"] for row in self.lists["invoices"]]

    def new(self, prefix: str) -> str:
        self._numbers += 1
        return f"{prefix}{self._numbers:06}"

    def put(self, name: str, row: Row) -> None:
        self.lists[name].append(row)

    def event(self, kind: str, row: Row) -> None:
        """Tell of a change; the thing is told as it is at this moment."""
        event = {
            "id": self.new("evt_"),
            "object": "event",
            "type": kind,
            "created": self.seconds(),
            "data": {"object": {**row}},
        }
        self.put("events", event)

    def seconds(self) -> int:
        return _seconds(self.time.now())

    def payout(self, *movements: tuple[str, int, int, str]) -> str:
        """Send money to the bank: movements of type, amount, fee and source; return its id."""
        identity = self.new("po_")
        amount = sum(gross - fee for _, gross, fee, _ in movements)
        for kind, gross, fee, source in (*movements, ("payout", -amount, 0, identity)):
            movement = {
                "id": self.new("txn_"),
                "object": "balance_transaction",
                "type": kind,
                "amount": gross,
                "fee": fee,
                "net": gross - fee,
                "currency": "eur",
                "source": source,
            }
            self._payout_of[str(movement["id"])] = identity
            self.put("balance_transactions", movement)
        row = {
            "id": identity,
            "object": "payout",
            "amount": amount,
            "currency": "eur",
            "status": "paid",
            "automatic": True,
            "created": self.seconds(),
            "arrival_date": self.seconds() + 2 * 86400,
            "statement_descriptor": "STRIPE PAYOUT",
        }
        self.put("payouts", row)
        self.event("payout.paid", row)
        return identity


def _wanted(row: Row, params: dict[str, str]) -> bool:
    kind = params.get("type")
    if kind is not None and not str(row["type"]).startswith(kind.removesuffix("*")):
        return False
    return int(row.get("created", 0)) >= int(params.get("created[gte]", "0"))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
