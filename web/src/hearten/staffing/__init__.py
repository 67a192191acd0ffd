"""Who is here and who is in a contact right now. The present only: nothing is counted or kept."""
