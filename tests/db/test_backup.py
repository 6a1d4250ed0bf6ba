"""What was saved comes back, and nothing else is taken for it."""


def test_a_backup_comes_back_row_for_row(product, tmp_path):
    product.ok("deploy")
    product.query("INSERT INTO organisations (name, slug, region) SELECT 'N' || n, 'n' || n, 'eu' FROM generate_series(1, 50) AS n")
    file = str(tmp_path / "backup")
    assert "rows of" in product.ok("backup", file)
    lines = dict(line.split("\t", 1) for line in open(file + ".manifest").read().splitlines())
    assert lines["organisations"].startswith("50\t")
    assert "is not empty" in product.fails(1, "restore", file, "--region", "global")
    product.create(product.databases[0])
    assert "equal to the manifest" in product.ok("restore", file, "--region", "global")
    assert product.query("SELECT count(*) FROM organisations") == [(50,)]
    assert "in step" in product.ok("status")


def test_a_backup_that_is_not_what_its_manifest_says_is_refused(project, tmp_path):
    project.query("INSERT INTO things VALUES (1, 'a', 1, 'k')")
    file = str(tmp_path / "backup")
    project.ok("backup", file)
    manifest = open(file + ".manifest").read()
    open(file + ".manifest", "w").write(manifest.replace("things\t1\t", "things\t2\t"))
    project.create(project.databases[0])
    out = project.fails(1, "restore", file, "--region", "global")
    assert "rows or checksums are not those of the manifest" in out and "things\t2" in out
    assert project.tables() == set()
    open(file, "wb").write(b"PGDMP rubbish")
    assert "can't be read" in project.fails(1, "restore", file, "--region", "global")


def test_a_backup_of_nothing_leaves_no_file(project, tmp_path):
    assert "can't be reached" in project.fails(3, "backup", str(tmp_path / "b"), DATABASE_URL=project.url("asa_db_nowhere"))
    assert list(tmp_path.glob("b*")) == []
