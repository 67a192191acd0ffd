"""What a group said, shown so that no small group can be seen in it: by publication or by subtraction.

Areas hand in a roster and answers without names, and get a publication made of blocks of at least k people. Everybody
reads the stored publication; nothing is computed when somebody looks.
"""
