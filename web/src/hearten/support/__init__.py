"""The procedure that is always there: a moment away when it is asked for, and no reason asked."""
