"""How good the house's judgement is, measured on labelled sets that are no part of this project."""
