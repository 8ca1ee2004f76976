from __future__ import annotations

import json
from importlib.resources import files

from django.core.files import File

from cases.demo.papers import write_papers
from cases.uploads import validate_document


def named_documents() -> set[str]:
    lines = [
        line
        for path in files("cases.demo").iterdir()
        if path.name.endswith(".jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return {row["file"] for ln in lines for row in json.loads(ln).get("documents", ())}


def test_every_document_that_a_case_of_the_demonstration_names_is_written(tmp_path):
    write_papers(tmp_path)
    written = {path.name for path in tmp_path.iterdir()}
    assert named_documents() == written
    assert len(written) == 2


def test_documents_of_the_demonstration_are_what_an_upload_may_be(tmp_path):
    write_papers(tmp_path)
    for path in tmp_path.iterdir():
        with path.open("rb") as stream:
            validate_document(File(stream, name=path.name))


def test_a_document_that_is_there_is_left_alone(tmp_path):
    name = sorted(named_documents())[0]
    (tmp_path / name).write_bytes(b"mine")
    write_papers(tmp_path)
    assert (tmp_path / name).read_bytes() == b"mine"
