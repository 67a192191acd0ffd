"""Judgements about what comes afterwards. Plain data and times in, answers with their reasons out; no Django."""
