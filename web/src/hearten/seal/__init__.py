"""What people write for themselves, kept so that nobody else can read it: no manager, no administrator, no backup.

There are two seals, and a page names the one that applies where one types. *Sealed* words open only to the person,
unlocked. A *desk card* is kept under a key of the server, so that it can appear while the person's notes are locked.
Areas write and read through ``seal.actions`` and ``seal.queries``; nobody else touches the tables.
"""
