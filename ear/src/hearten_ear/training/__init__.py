"""From labelled texts to the shipped weights: ``train`` and ``evaluate`` as functions.

``label_map`` says what each source teaches which head, ``material`` reads, ``noise`` spoils, ``lexicon`` gives words
their classes, ``fitting`` finds the weights, ``calibration`` turns scores into probabilities and sets thresholds,
``building`` does all of it in order, ``measuring`` and ``baselines`` give the table, ``card`` writes the model card.
Needs NumPy, and SciPy (``hearten-ear[train]``) for the fitting alone. Nothing here is imported when texts are scored.
"""
