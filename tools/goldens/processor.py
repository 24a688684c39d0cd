"""What the integers of other programs depend on."""

from pathlib import Path


def has_vnni() -> bool:
    """Without these instructions oneDNN and onnxruntime sum products of bytes in 16 bits, which saturate, and get other integers."""
    information = Path("/proc/cpuinfo")
    return information.exists() and any(flag in information.read_text() for flag in ("avx512_vnni", "avx_vnni"))
