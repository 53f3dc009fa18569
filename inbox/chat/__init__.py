"""The customer's side of the demo: a web chat that is at once an AI front end of the gateway."""
