"""Tests: folders mirror the packages; what drives LibreOffice stands beside them."""
