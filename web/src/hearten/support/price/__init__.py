"""What moments cost a queue, for those who plan: so that the plan leaves room for them, and nobody has to ask."""
