"""Scrapy's decompression, without its silences: a body that ends early or unpacks beyond the limit is an error."""

from __future__ import annotations

import zlib
from contextlib import suppress
from importlib import import_module

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.errors import BodyBroken, BodyTooLarge

_CHUNK = 64 * 1024


def _unpacking_errors() -> tuple[type[Exception], ...]:
    """Brotli and Zstandard raise errors of their own; Scrapy unpacks them where their packages are there."""
    errors: list[type[Exception]] = [OSError, EOFError, zlib.error]
    for module, name in (("brotli", "error"), ("brotlicffi", "error"), ("zstandard", "ZstdError")):
        with suppress(ImportError):
            errors.append(getattr(import_module(module), name))
    return tuple(errors)


_UNPACKING_ERRORS = _unpacking_errors()


class HonestCompressionMiddleware(HttpCompressionMiddleware):
    """Raises BodyBroken for a gzip stream without its end, BodyTooLarge above DOWNLOAD_MAXSIZE."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        packed = response.body
        gzipped = b"gzip" in (response.headers.get("Content-Encoding") or b"").lower()
        try:
            unpacked = super().process_response(request, response)
        except IgnoreRequest as error:  # it raises it for nothing else
            raise BodyTooLarge(str(error)) from error
        except _UNPACKING_ERRORS as error:
            if not packed:
                return response.replace(headers=_without_encoding(response))
            raise BodyBroken(str(error)) from error
        if gzipped and isinstance(unpacked, Response) and not _is_whole(packed, len(unpacked.body)):
            raise BodyBroken("the gzip stream has no end")
        return unpacked


def _without_encoding(response: Response) -> dict[bytes, list[bytes]]:
    return {name: values for name, values in response.headers.items() if name != b"Content-Encoding"}


def _is_whole(packed: bytes, size: int) -> bool:
    """Cheap first: a gzip member ends with the size of its content; several members need a second reading."""
    return int.from_bytes(packed[-4:], "little") == size & 0xFFFFFFFF or _ends(packed)


def _ends(packed: bytes) -> bool:
    rest = packed
    while rest.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(31)
        pending = rest
        while pending and not member.eof:
            member.decompress(pending, _CHUNK)
            pending = member.unconsumed_tail
        if not member.eof:
            return False
        rest = member.unused_data
    return True
