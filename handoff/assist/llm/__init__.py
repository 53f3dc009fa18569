"""An engine behind any endpoint that speaks the OpenAI chat API. What it writes rests on what was found here."""
