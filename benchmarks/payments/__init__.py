"""How well payments are matched to invoices, on made payments with noise."""
