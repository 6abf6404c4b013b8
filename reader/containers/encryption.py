"""Workbooks under a password that somebody must type to open them.

Specification: [MS-OFFCRYPTO]. msoffcrypto-tool decrypts them, those of Office 2007 and later and old .xls.
"""

from __future__ import annotations

import io
import re

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

from reader.containers.limits import MOST_TURNS_OF_HASH
from reader.errors import refusal

__all__ = ["decrypted"]

_TURNS = re.compile(rb'spinCount="([0-9]{1,12})"')


def decrypted(content: bytes, password: str) -> bytes:
    """Return what an encrypted file holds.

    Raises `UnreadableWorkbook`: wrong-password, damaged, too-large.
    """
    if any(int(turns) > MOST_TURNS_OF_HASH for turns in _TURNS.findall(content)):
        raise refusal("too-large", "spinCount")
    opened = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(content))
        file.load_key(password=password)
        file.decrypt(opened)
    except InvalidKeyError as error:
        raise refusal("wrong-password") from error
    except DecryptionError as error:  # no key fits an old .xls: nothing says whether the file is sound
        raise refusal("wrong-password") from error
    except Exception as error:  # a damaged file raises errors of struct, olefile and others
        raise refusal("damaged", "EncryptionInfo") from error
    return opened.getvalue()
