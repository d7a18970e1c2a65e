"""Reading what other systems hold: Stripe, QuickBooks Online, Xero, HubSpot, Salesforce.

Only reading: no request changes anything there.  One module a service turns its answers into
`models.ledgers`; `client` speaks HTTP for all of them, `syncing` keeps what came.  docs/connectors.md
"""
