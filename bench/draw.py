"""Draw the history of the measurements: small multiples, one line each, labelled with the last value."""

from html import escape
from typing import Any

WIDTH, HEIGHT, GAP, COLUMNS = 260, 44, 34, 3


def draw(runs: list[dict[str, Any]]) -> str:
    """Give an SVG with one small line for each figure, over all runs, on a scale of its own from zero."""
    series: dict[tuple[str, str, str], list[tuple[int, float]]] = {}
    for number, run in enumerate(runs):
        for figure in run["figures"]:
            series.setdefault((figure["group"], figure["name"], figure["unit"]), []).append((number, figure["value"]))
    rows = -(-len(series) // COLUMNS)
    height = rows * (HEIGHT + GAP) + 40
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {COLUMNS * (WIDTH + 40)} {height}" role="img" '
            'font-family="system-ui, sans-serif" font-size="11">'
        ),
        "<title>History of the measurements</title>",
        f"<desc>A small line for each of {len(series)} figures, {len(runs)} runs; its last value at its end.</desc>",
    ]
    for place, ((group, name, unit), points) in enumerate(series.items()):
        x, y = place % COLUMNS * (WIDTH + 40) + 8, place // COLUMNS * (HEIGHT + GAP) + 24
        parts += one(x, y, f"{group}: {name.strip()}", unit, points, last_run=len(runs) - 1)
    return "\n".join([*parts, "</svg>", ""])


def one(x: int, y: int, label: str, unit: str, points: list[tuple[int, float]], *, last_run: int) -> list[str]:
    """Give the elements of one small line."""
    top = max(value for _, value in points) or 1.0
    span = max(1, last_run)
    places = [(x + WIDTH * run / span, y + HEIGHT - (HEIGHT - 4) * value / top) for run, value in points]
    path = " ".join(f"{px:.1f},{py:.1f}" for px, py in places)
    end_x, end_y = places[-1]
    return [
        f'<text x="{x}" y="{y - 6}" fill="#555">{escape(label)}</text>',
        f'<line x1="{x}" y1="{y + HEIGHT}" x2="{x + WIDTH}" y2="{y + HEIGHT}" stroke="#ccc"/>',
        f'<polyline points="{path}" fill="none" stroke="#0b5a5a" stroke-width="1.5"/>',
        f'<circle cx="{end_x:.1f}" cy="{end_y:.1f}" r="2.5" fill="#0b5a5a"/>',
        (
            f'<text x="{min(end_x, x + WIDTH - 70) + 6:.1f}" y="{max(end_y - 5, y + 8):.1f}">'
            f"{points[-1][1]:,.1f} {escape(unit)}</text>"
        ),
    ]
