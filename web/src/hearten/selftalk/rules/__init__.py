"""Judgements of self-talk. No Django; what comes in are opened words, what goes out is for their writer."""
