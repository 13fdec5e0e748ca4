"""The chart of docs/performance.svg: a group of bars for each part, drawn to its own scale, in light and in dark."""

from html import escape

WIDTH, LABEL, VALUE, ROW, GROUP = 840, 250, 150, 24, 40
STYLE = """text { font: 13px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600 } .value { fill: #59636e }
.ours { fill: #0969da } .other { fill: #afb8c1 } .range { stroke: #59636e; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .value { fill: #9198a1 } .ours { fill: #4493f8 } .other { fill: #57606a }
.range { stroke: #c9d1d9 } }"""


def drawn(kept: dict) -> str:
    """One SVG of every kept part that has bars."""
    parts, top = [], 0
    for section in kept.values():
        if section["bars"]:
            group, height = drawn_group(section, top)
            parts += group
            top += height
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 8}" width="{WIDTH}" height="{top + 8}" role="img">',
                      "<title>Medians of the benchmarks, with the least and most of all rounds</title>", f"<style>{STYLE}</style>",
                      *parts, "</svg>\n"])


def drawn_group(section: dict, top: int) -> tuple[list[str], int]:
    scale = (WIDTH - LABEL - VALUE) / max(bar["high"] for bar in section["bars"])
    parts = [f'<text class="title" x="8" y="{top + 26}">{escape(section["title"])}</text>']
    for number, bar in enumerate(section["bars"]):
        y = top + GROUP + number * ROW
        parts += [f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(bar["name"])}</text>',
                  f'<rect class="{"ours" if bar["ours"] else "other"}" x="{LABEL}" y="{y}" width="{bar["value"] * scale:.1f}" height="17" rx="2"/>',
                  f'<path class="range" d="M{LABEL + bar["low"] * scale:.1f} {y + 8.5}H{LABEL + bar["high"] * scale:.1f}"/>',
                  f'<text class="value" x="{LABEL + bar["high"] * scale + 8:.1f}" y="{y + 13}">{figure(bar["value"])} {escape(section["unit"])}</text>']
    return parts, GROUP + ROW * len(section["bars"])


def figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
