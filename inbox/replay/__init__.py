"""Plays recorded conversations through the gateway, as the AI front end of their customers would."""
