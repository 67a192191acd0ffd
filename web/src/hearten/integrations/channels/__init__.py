"""How a call for help reaches a lead outside of Hearten: by mail and in a chat, naming nobody and saying no words."""
