"""The same requests of tenants with 10 thousand, 100 thousand and 1 million prospects. Prints Markdown."""

import base64
import statistics

import cases
from servers import SECONDS, log_in, query, tenants, wrk

SIZES, ROUNDS, CLIENTS, FLAT = (10_000, 100_000, 1_000_000), 3, 8, 0.8
LIST = f"{cases.API}/prospects?limit=20&sortBy=score&sortOrder=desc"
FILL = """
INSERT INTO prospects (id, organisation_id, email, first_name, last_name, company, country, status, score)
SELECT uuid_v7(), %s, 'g' || n || '@growth.example', 'First' || n %% 1000, 'Last' || n %% 5000, 'Company ' || n %% 20000, (ARRAY['FR', 'DE', 'US', 'GB'])[1 + n %% 4],
    (enum_range(NULL::prospect_status))[1 + n %% 3], n %% 1000 * 7919 %% 101 FROM generate_series(1, %s) n"""
# Name, path (by a prospect's id and a cursor in the middle), whether its cost must not grow.
GROWING = (
    ("one prospect", f"{cases.API}/prospects/{{id}}", True),
    ("page 1, total by default", LIST, False),
    ("page 1, total=exact", f"{LIST}&total=exact", False),
    ("page 1, total=estimate", f"{LIST}&total=estimate", False),
    ("page 1, total=none", f"{LIST}&total=none", False),
    ("first page by cursor", f"{LIST}&cursor=", True),
    ("page by cursor, in the middle", f"{LIST}&cursor={{cursor}}", True),
)


def fill(person, rows):
    have = query("SELECT count(*) FROM prospects WHERE organisation_id = %s", person["org"])[0][0]
    query("SET session_replication_role = replica; " + FILL, person["org"], rows - have)


def cursors(person, rows):
    """As the server writes them, of some rows in the middle."""
    found = query("SELECT score, id::text FROM prospects WHERE organisation_id = %s ORDER BY score DESC, id DESC OFFSET %s LIMIT 40", person["org"], rows // 2)
    return [base64.urlsafe_b64encode(f"score|d|{i}|{score}".encode()).decode().rstrip("=") for score, i in found]


def lines(path, person):
    return [f"GET\t{path.replace('{id}', i).replace('{cursor}', c)}\t{person['token']}\t" for i, c in zip(person["ids"], person["cursors"])]


def main():
    people = tenants()[:len(SIZES)]
    for person, rows in zip(people, SIZES):
        fill(person, rows)
    query("VACUUM ANALYZE prospects")
    query("CHECKPOINT")
    people = log_in("ours", people)
    for person, rows in zip(people, SIZES):
        person["cursors"] = cursors(person, rows)
    rates = {(name, rows): [] for name, _, _ in GROWING for rows in SIZES}
    for round_ in range(ROUNDS + 1):
        for name, path, _ in GROWING:
            for person, rows in zip(people, SIZES):
                r = wrk("ours", lines(path, person), CLIENTS, max(1, SECONDS // 2))
                assert r["status"] == 0 and r["socket"] == 0, (name, rows, r)
                if round_ > 0:  # the first warms up
                    rates[name, rows].append(r["rate"])
    print("\n## Growth\n\nRequests a second of tenants with that many prospects, in one database, 8 clients.\n\n| case | 10,000 | 100,000 | 1,000,000 | of the first |\n| --- | --- | --- | --- | --- |")
    for name, _, flat in GROWING:
        values = [statistics.median(rates[name, rows]) for rows in SIZES]
        ratio = values[-1] / values[0]
        verdict = "" if not flat else f" (≥ {FLAT})" if ratio >= FLAT else f" (**<** {FLAT})"
        print(f"| {name} | {' | '.join(f'{v:.0f}' for v in values)} | {ratio:.2f}{verdict} |")


main()
