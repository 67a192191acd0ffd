"""From texts to readings: the seam (:class:`hearten_ear.kernel.scorer.Scorer`) and what stands behind it.

:class:`hearten_ear.kernel.rules.Rules` reads by the phrases of a language,
:class:`hearten_ear.kernel.trained.Trained` by a trained model and them. Both run in C where the kernel was built, and
else in Python, with the same answers.
"""
