"""PDFs of ours put one behind the other, tags and all, however many there are.

What a library joins it holds in memory, and the tags that readers for the blind need get lost.
So parts are parsed by the library, one after the other, and written on at once, renumbered. They
must be tagged PDFs as `crm.pdf` makes them.
"""

from array import array
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
# The objects of the whole, numbered before those of the parts.
CATALOG, PAGES, STRUCTURE, WHOLE, PARENTS, METADATA, INFO = range(1, 8)


def join_pdfs(parts: Iterable[Path], to: BinaryIO) -> None:
    """Write *parts*, at least one, as one PDF; title and language are those of the first."""
    joining = _Joining(to)
    for part in parts:
        joining.add(part)
    joining.finish()


class _Joining:
    """The file being written: where each object stands, and what hangs on the whole."""

    def __init__(self, to: BinaryIO):
        self._to = to
        self._offsets = array("Q", [0] * (INFO + 1))
        self._pages: list[int] = []
        self._documents: list[int] = []
        self._parents: list[int] = []
        self._count = self._next_key = 0
        self._catalog: dict[str, Any] = {}
        to.write(HEADER)

    def add(self, path: Path) -> None:
        from pypdf import PdfReader  # noqa: PLC0415 - an extra

        _Part(self, PdfReader(path)).write()

    def new_id(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, number: int, content: Any) -> None:
        """Write *content* as the object *number*."""
        self._offsets[number] = self._to.tell()
        self._to.write(b"%d 0 obj\n" % number)
        content.write_to_stream(self._to)
        self._to.write(b"\nendobj\n")

    def hang(self, part: "_Part", pages: int, document: int, parents: int) -> None:
        """Remember the three trees of *part* that become branches of those of the whole."""
        self._pages.append(pages)
        self._documents.append(document)
        self._parents.append(parents)
        self._count += part.page_count
        self._next_key = part.last_key + 1

    @property
    def next_key(self) -> int:
        return self._next_key

    @property
    def is_begun(self) -> bool:
        return bool(self._pages)

    def begin_like(self, catalog: dict[str, Any]) -> None:
        self._catalog = catalog

    def finish(self) -> None:
        """Write what holds the parts together, and where everything stands."""
        from pypdf.generic import NameObject, NumberObject  # noqa: PLC0415 - an extra

        self.put(
            PAGES,
            _dictionary(
                Type=NameObject("/Pages"),
                Kids=_references(self._pages),
                Count=NumberObject(self._count),
            ),
        )
        self.put(PARENTS, _dictionary(Kids=_references(self._parents)))
        self.put(
            STRUCTURE,
            _dictionary(
                Type=NameObject("/StructTreeRoot"),
                K=_references([WHOLE]),
                ParentTree=_Reference(PARENTS),
            ),
        )
        self.put(
            WHOLE,
            _dictionary(
                Type=NameObject("/StructElem"),
                S=NameObject("/Document"),
                P=_Reference(STRUCTURE),
                K=_references(self._documents),
            ),
        )
        of_the_whole = {"Pages": PAGES, "StructTreeRoot": STRUCTURE, "Metadata": METADATA}
        linked = {name: _Reference(number) for name, number in of_the_whole.items()}
        self.put(CATALOG, _dictionary(**self._catalog | linked))
        self._write_places()

    def _write_places(self) -> None:
        begins, size = self._to.tell(), len(self._offsets)
        self._to.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for offset in self._offsets[1:]:
            self._to.write(b"%010d 00000 n \n" % offset)
        trailer = b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n"
        self._to.write(trailer % (size, CATALOG, INFO))
        self._to.write(b"startxref\n%d\n%%%%EOF\n" % begins)


class _Part:
    """One PDF on its way into the whole."""

    def __init__(self, joining: _Joining, reader: Any):
        self._joining, self._reader = joining, reader
        _unpack(reader)
        self._catalog = reader.trailer["/Root"]
        self._structure = self._catalog["/StructTreeRoot"]
        self._shift = joining.next_key
        self.page_count = len(reader.pages)
        self.last_key = self._shift + max(self._structure["/ParentTree"]["/Nums"][::2])
        # The new number of each object; what hangs on the root hangs on the whole.
        self._numbers = {self._catalog.raw_get("/StructTreeRoot").idnum: WHOLE}
        self._waiting: list[int] = []

    def write(self) -> None:
        """Write everything that the pages and the tags of this part need."""
        tops = {
            "pages": self._catalog.raw_get("/Pages"),
            "document": list.__getitem__(self._structure["/K"], 0),
            "parents": self._structure.raw_get("/ParentTree"),
        }
        numbers = {name: self._number_of(top.idnum) for name, top in tops.items()}
        self._prepare(**{name: top.get_object() for name, top in tops.items()})
        if not self._joining.is_begun:
            self._begin()
        while self._waiting:
            self._put(self._waiting.pop())
        self._joining.hang(self, **numbers)

    def _begin(self) -> None:
        """Let the whole be titled and spoken as its first part is."""
        names = ("/Type", "/Lang", "/MarkInfo", "/ViewerPreferences")
        said = {name: self._catalog[name] for name in names if name in self._catalog}
        self._joining.begin_like({name[1:]: value for name, value in said.items()})
        self._joining.put(METADATA, self._mapped(self._catalog["/Metadata"]))
        self._joining.put(INFO, self._mapped(self._reader.trailer["/Info"].get_object()))

    def _prepare(self, pages: Any, document: Any, parents: Any) -> None:
        from pypdf.generic import ArrayObject, NameObject, NumberObject  # noqa: PLC0415

        dict.__setitem__(pages, NameObject("/Parent"), _Reference(PAGES))
        document[NameObject("/Lang")] = self._catalog["/Lang"]
        nums = parents["/Nums"]
        nums[::2] = [NumberObject(key + self._shift) for key in nums[::2]]
        limits = ArrayObject(NumberObject(key) for key in (min(nums[::2]), max(nums[::2])))
        parents[NameObject("/Limits")] = limits

    def _number_of(self, old: int) -> int:
        if old not in self._numbers:
            self._numbers[old] = self._joining.new_id()
            self._waiting.append(old)
        return self._numbers[old]

    def _put(self, old: int) -> None:
        from pypdf.generic import IndirectObject  # noqa: PLC0415 - an extra

        content = self._reader.get_object(IndirectObject(old, 0, self._reader))
        self._joining.put(self._numbers[old], self._mapped(content))

    def _mapped(self, value: Any) -> Any:
        """*value* with the new numbers of what it refers to."""
        from pypdf.generic import IndirectObject, NumberObject  # noqa: PLC0415 - an extra

        if isinstance(value, _Reference):
            return value
        if isinstance(value, IndirectObject):
            return _Reference(self._number_of(value.idnum))
        if isinstance(value, dict):
            for name, held in list(dict.items(value)):
                # Pages and what lies on them are found in the tree of tags by their own numbers.
                keyed = name in {"/StructParents", "/StructParent"}
                moved = NumberObject(held + self._shift) if keyed else self._mapped(held)
                dict.__setitem__(value, name, moved)
        elif isinstance(value, list):
            value[:] = [self._mapped(held) for held in list.__iter__(value)]
        return value


def _unpack(reader: Any) -> None:
    """Read every object out of its stream once: asked one by one, each unpacks its stream anew."""
    from pypdf.generic import IndirectObject, read_object  # noqa: PLC0415 - an extra

    for number in {stream for stream, _place in reader.xref_objStm.values()}:
        stream = reader.get_object(IndirectObject(number, 0, reader))
        content = stream.get_data()
        heads = [int(each) for each in content[: stream["/First"]].split()]
        for key, offset in zip(heads[::2], heads[1::2], strict=True):
            packed = BytesIO(content)
            packed.seek(stream["/First"] + offset)
            reader.cache_indirect_object(0, key, read_object(packed, reader))


class _Reference:
    """A reference to an object of the whole, which has its number already."""

    def __init__(self, number: int):
        self._number = number

    def write_to_stream(self, stream: BinaryIO, _key: Any = None) -> None:
        stream.write(b"%d 0 R" % self._number)


def _references(numbers: list[int]) -> Any:
    from pypdf.generic import ArrayObject  # noqa: PLC0415 - an extra

    found = ArrayObject()
    list.extend(found, (_Reference(number) for number in numbers))
    return found


def _dictionary(**values: Any) -> Any:
    from pypdf.generic import DictionaryObject, NameObject  # noqa: PLC0415 - an extra

    found = DictionaryObject()
    for name, value in values.items():
        dict.__setitem__(found, NameObject(f"/{name}"), value)
    return found
