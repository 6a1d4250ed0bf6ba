"""Bars: our requests a second, with those of the peers, each case on its own scale."""

COLOURS = (("ours", "#1d6f5c"), ("Fastify + pg", "#8fa3bf"), ("Fastify + Prisma", "#c9a35b"))


def draw(path, rates):
    row, left, width = 58, 170, 470
    height = 50 + row * len(rates)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 110}" height="{height}" font-family="Helvetica, Arial, sans-serif" font-size="12">',
           f'<rect width="100%" height="100%" fill="white"/>']
    for i, (label, colour) in enumerate(COLOURS):
        out.append(f'<rect x="{left + 150 * i}" y="14" width="12" height="12" fill="{colour}"/><text x="{left + 150 * i + 18}" y="24">{label}</text>')
    for n, (name, values) in enumerate(rates.items()):
        top = 44 + row * n
        out.append(f'<text x="{left - 12}" y="{top + 26}" text-anchor="end">{name}</text>')
        for i, value in enumerate(values):
            long = width * value / max(values)
            out.append(f'<rect x="{left}" y="{top + 15 * i}" width="{long:.0f}" height="13" fill="{COLOURS[i][1]}"/>'
                       f'<text x="{left + long + 6:.0f}" y="{top + 15 * i + 11}" fill="#444">{value:,.0f}/s</text>')
    out.append("</svg>")
    open(path, "w").write("\n".join(out) + "\n")
