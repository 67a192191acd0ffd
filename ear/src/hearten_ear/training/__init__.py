"""From labelled texts to the shipped weights: ``train`` and ``evaluate`` as functions.

``label_map`` says what each source teaches which head, ``material`` reads, ``noise`` spoils, ``lexicon`` gives words
their classes, ``table`` holds the features, ``fitting`` finds the weights, ``mixing`` lets one head correct another,
``calibration`` turns scores into probabilities and sets thresholds, ``building`` does all of it in order;
``measuring``, ``baselines`` and ``authors`` give the figures, ``showing`` the examples, ``card`` writes the model card.
Needs NumPy, and SciPy (``hearten-ear[train]``) for the fitting alone. Nothing here is imported when texts are scored.
"""
