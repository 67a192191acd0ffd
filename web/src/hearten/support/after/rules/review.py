"""A learning review as text: four questions and what somebody answered, in a shape that reads well when exported.

Each answer stands below the name of its question with its lines set in, so that no answer can be taken for a question.
"""

from collections.abc import Mapping

QUESTIONS = ("meant", "happened", "keep", "change")
INDENT = "  "


def write_review(answers: Mapping[str, str]) -> str:
    """Write answers by question as one text. Questions without an answer are left out."""
    parts = []
    for question in QUESTIONS:
        answer = answers.get(question, "").strip()
        if answer:
            lines = "\n".join(f"{INDENT}{line}" for line in answer.split("\n"))
            parts.append(f"{question}\n{lines}")
    return "\n".join(parts)


def read_review(text: str) -> dict[str, str]:
    """Give the answers of a written review by question; what nobody answered is empty."""
    answers: dict[str, list[str]] = {question: [] for question in QUESTIONS}
    question = ""
    for line in text.split("\n"):
        if line in answers:
            question = line
        elif question:
            answers[question].append(line.removeprefix(INDENT))
    return {question: "\n".join(lines) for question, lines in answers.items()}
