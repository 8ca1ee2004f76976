"""Pictures and documents that rows name, from a folder into a city's collection."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from wagtail.utils.file import hash_filelike

from cases.models import HubDocument, HubImage
from cases.uploads import validate_document, validate_image
from members.models import City

MODELS = {"image": HubImage, "document": HubDocument}
TITLE_MAX_LENGTH = 255


@dataclass
class MediaFolder:
    """Files by the names that rows give. A file whose content the city's collection
    already has is not stored again; a name without a file in the folder means a file
    that this collection has under that name."""

    folder: Path | None
    credit: str = ""
    licence: str = ""
    _problems: dict = field(default_factory=dict)
    _hashes: dict = field(default_factory=dict)
    _stored: dict = field(default_factory=dict)

    def problem_with(self, kind: str, name: str, city: str) -> str:
        """A sentence, or empty if the file can be used."""
        path = self._path(name)
        if path is None:
            if self._stored_named(kind, name, city):
                return ""
            return f"There is no file {name!s:.80} in the media folder."
        if (kind, path) not in self._problems:
            self._problems[kind, path] = self._look_at(kind, path)
        return self._problems[kind, path]

    def find(self, kind: str, name: str, city: str) -> HubImage | HubDocument | None:
        """The stored file that `name` means, if there is one yet."""
        path = self._path(name)
        if path is None:
            return self._stored_named(kind, name, city)
        return self._collection(kind, city)["hash"].get(self._hash(path))

    def store(self, kind: str, name: str, city: City, *, alt: str, title: str):
        """The stored file that `name` means, stored now if need be."""
        found = self.find(kind, name, city.slug)
        if found is not None:
            return found
        path = self._path(name)
        values = {"credit": self.credit, "licence": self.licence}
        if kind == "image":
            values["alt_text"] = alt[:250]
        with path.open("rb") as stream:
            item = MODELS[kind](
                title=(title or path.stem)[:TITLE_MAX_LENGTH],
                collection=city.collection,
                file=File(stream, name=path.name),
                **values,
            )
            item._set_file_hash()
            if kind == "document":
                item.file_size = path.stat().st_size
            item.save()
        self._remember(self._collection(kind, city.slug), item)
        return item

    def _path(self, name: str) -> Path | None:
        if self.folder is None:
            return None
        try:
            path = (self.folder / name).resolve()
            inside = path.is_relative_to(self.folder.resolve())
            return path if inside and path.is_file() else None
        except OSError:  # such as a name that is too long for a file
            return None

    def _look_at(self, kind: str, path: Path) -> str:
        check = validate_image if kind == "image" else validate_document
        try:
            with path.open("rb") as stream:
                check(File(stream, name=path.name))
        except ValidationError as error:
            return error.messages[0]
        except OSError as error:
            return f"This file cannot be read: {error.strerror}."
        return ""

    def _hash(self, path: Path) -> str:
        if path not in self._hashes:
            with path.open("rb") as stream:
                self._hashes[path] = hash_filelike(stream)
        return self._hashes[path]

    def _stored_named(self, kind: str, name: str, city: str):
        return self._collection(kind, city)["name"].get(name)

    def _collection(self, kind: str, city: str) -> dict[str, dict]:
        if (kind, city) not in self._stored:
            table = self._stored[kind, city] = defaultdict(dict)
            for item in MODELS[kind].objects.filter(
                collection__in=City.objects.filter(slug=city).values("collection")
            ):
                self._remember(table, item)
        return self._stored[kind, city]

    @staticmethod
    def _remember(table: dict[str, dict], item: HubImage | HubDocument) -> None:
        table["hash"].setdefault(item.file_hash, item)
        table["name"].setdefault(item.filename, item)
