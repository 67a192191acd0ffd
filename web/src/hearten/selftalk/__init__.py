"""What one says to oneself after a hard contact: written down, looked at, and said anew in words that serve one better.

Everything here is sealed to the person who wrote it. Nobody is told that a note exists, nothing is counted, and a check
of words runs when its writer asks for it, for their eyes, and keeps nothing. The five core attitudes stand here, too.
"""
