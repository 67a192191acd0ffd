"""Who is here, who is on shift, who leads now, who is in a contact. Nothing is counted; no reason is ever asked."""
