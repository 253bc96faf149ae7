"""ReportLab's document, but written page by page: what is finished goes to the file at once.

ReportLab keeps every object until the end, and then the whole file in memory besides. Here a page,
what it draws and its links are written as soon as the page ends, and forgotten but for where they
are in the file. What is not finished before the end (fonts, the outline, forms) is written then.
"""

import zlib
from array import array
from typing import IO, Any, Final

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFIndirectObject,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFPage,
    PDFStream,
    PDFTrailer,
    xObjectName,
)

# ISO 32000-1, 7.5.2: four bytes above 127 in a comment say that the file is not text.
HEADER: Final = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"
NEVER_WRITTEN: Final = 0
"""The place of an object that has none: the header is there."""


class Document(PDFDocument):
    """A document that goes to the file while it is made."""

    def __init__(self, file: IO[bytes], lang: str) -> None:
        self._file = file
        self._places = array("Q", [NEVER_WRITTEN])  # by object number
        self._size = 0
        self._promised: set[str] = set()
        super().__init__(lang=lang)
        self._write(HEADER)

    def addPage(self, page: PDFPage) -> None:  # noqa: N802 - ReportLab's name
        """Write a page that is finished, with its links."""
        super().addPage(page)
        made: Any = page  # the stubs have few of its members
        links = [link.name for link in made.Annots or ()]
        for name in links:
            link: Any = self.idToObject[name]
            link.Destination = self.Reference(link.Destination)  # it may be on a page to come
        made.Contents, made.stream = packed(made.stream), ""
        reference = self.Reference(page)
        self._put(reference.name)
        for name in (self.Reference(made.Contents).name, *links):
            self._put(name)
            self._forget(name)
        mine: Any = self
        mine.Pages.pages[-1] = self.idToObject[reference.name] = reference

    def xobjDict(self, formnames: Any) -> PDFDictionary:  # noqa: N802 - ReportLab's name
        """The forms of a page, which may be drawn later than the page is written."""
        for name in map(xObjectName, formnames):
            if name not in self.idToObjectNumberAndVersion:
                self._number(name)
                self._promised.add(name)
        return super().xobjDict(formnames)

    def Reference(self, obj: Any, name: str | None = None) -> Any:  # noqa: N802 - ReportLab's name
        """A reference to the object, which gets its number unless that was promised before."""
        if name not in self._promised:
            known: Any = super()
            return known.Reference(obj, name)
        self._promised.remove(name)
        obj.__InternalName__ = name
        self.idToObject[name] = obj
        return PDFObjectReference(name)

    def SaveToFile(self, filename: Any, canvas: Any) -> None:  # noqa: ARG002, N802 - ReportLab's
        """Write what is left, and the table of where everything is."""
        for font in self.delayedFonts:
            font.addObjects(self)
        ready: Any = self
        ready.info.digest(ready.signature)
        root, info = self.Reference(ready.Catalog), self.Reference(ready.info)
        ready.Outlines.prepare(self, canvas)
        number = 0
        while number < self.objectcounter:  # it grows: an object names others
            number += 1
            if number >= len(self._places) or self._places[number] == NEVER_WRITTEN:
                self._put(self.numberToId[number])
        start = self._size
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % (self.objectcounter + 1))
        for place in self._places[1:]:
            self._write(b"%010d 00000 n \n" % place)
        trailer = PDFTrailer(start, self.objectcounter + 1, Root=root, Info=info, ID=self.ID())
        self._write(trailer.format(self))

    def _number(self, name: str) -> None:
        self.objectcounter += 1
        self.idToObjectNumberAndVersion[name] = (self.objectcounter, 0)
        self.numberToId[self.objectcounter] = name

    def _put(self, name: str) -> None:
        """Write an object, and note its place."""
        number, _ = self.idToObjectNumberAndVersion[name]
        content = PDFIndirectObject(name, self.idToObject[name]).format(self)
        self._places.extend([NEVER_WRITTEN] * (number + 1 - len(self._places)))
        self._places[number] = self._size
        self._write(content)

    def _forget(self, name: str) -> None:
        """Let go of an object that was written, and that nothing will name any more."""
        number, _ = self.idToObjectNumberAndVersion.pop(name)
        del self.numberToId[number], self.idToObject[name]

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self._size += len(content)


def packed(operators: str) -> PDFObject:
    """What draws a page, compressed."""
    kind = PDFDictionary({"Filter": PDFArray([PDFName("FlateDecode")])})
    return PDFStream(kind, zlib.compress(operators.encode("latin-1")))
