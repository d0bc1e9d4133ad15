"""One run on its way: wait for the rate, look, claim, send, write what became of it; and when to stop."""
