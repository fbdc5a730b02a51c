"""A page of an attached file as a picture.

In: a :class:`~disclosegen.document.blocks.PictureBlock`.  Out: PNG or JPEG bytes, no finer than print needs, the same for the same file.
"""

from __future__ import annotations

import io

from ..document.blocks import PictureBlock

DOTS = 150
"""Per inch: a page of text is sharp in print, and a scan of A4 stays under half a megabyte."""


def picture_bytes(block: PictureBlock) -> tuple[bytes, str]:
    """The picture at its printed size, and ``png`` or ``jpeg``."""
    from PIL import Image, ImageOps

    width = round(block.width / 25.4 * DOTS)
    if block.kind == "pdf":
        image = _page(block, width)
        image = image.convert("L") if _grey(image) else image
        return _saved(image, "png")
    with Image.open(io.BytesIO(block.data)) as opened:
        photo = opened.format == "JPEG"
        opened.seek(block.page)
        image = ImageOps.exif_transpose(opened)
        image = image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB")
    if "A" in image.getbands():
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    if image.width > width:
        image = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
    return _saved(image, "jpeg" if photo else "png")


def _page(block: PictureBlock, width: int):
    import pypdfium2

    with pypdfium2.PdfDocument(block.data) as document:
        page = document[block.page]
        return page.render(scale=width / page.get_width()).to_pil().convert("RGB")


def _grey(image) -> bool:
    """Whether no pixel has a colour."""
    from PIL import ImageChops

    red, green, blue = image.split()
    return not any(ImageChops.difference(red, other).getbbox() for other in (green, blue))


def _saved(image, kind: str) -> tuple[bytes, str]:
    file = io.BytesIO()
    if kind == "jpeg":
        image.save(file, "JPEG", quality=85, optimize=True)
    else:
        image.save(file, "PNG", optimize=True)
    return file.getvalue(), kind
