"""How good the matching is, on judged sets: every figure with its interval and its plain baseline."""
