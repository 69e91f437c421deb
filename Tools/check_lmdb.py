#!/usr/bin/env python3
"""Databases of Caffe's Datum messages by another implementation: Python's lmdb, and Protocol Buffers read here.

    check_lmdb.py write FOLDER   makes raw, png, jpg and float databases of known images there
    check_lmdb.py read DATABASE  prints a line for each record: key, label, shape, CRC-32 of its RGB planes
    check_lmdb.py mean FILE      prints the shape of a .binaryproto and the CRC-32 of its floats, red first
"""
import io
import struct
import sys
import zlib

import lmdb
import numpy as np
from PIL import Image


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def fields(data):
    """The fields of a message: (number, value) with varints as integers and the rest as bytes."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at : at + length], at + length
        else:
            length = {1: 8, 5: 4}[kind]
            value, at = data[at : at + length], at + length
        yield tag >> 3, value


def tagged(number, value):
    """A varint or bytes as a field."""

    def as_varint(value):
        out = b""
        while value >= 0x80:
            out += bytes([value & 0x7F | 0x80])
            value >>= 7
        return out + bytes([value])

    if isinstance(value, bytes):
        return as_varint(number << 3 | 2) + as_varint(len(value)) + value
    return as_varint(number << 3) + as_varint(value % (1 << 64))


def image(index):
    """Known RGB pixels [h, w, c], smooth enough for a JPEG."""
    y, x, c = np.meshgrid(np.arange(20), np.arange(24), np.arange(3), indexing="ij")
    return ((x * 9 + y * 5 * (c + 1) + index * 31) % 256).astype(np.uint8)


def file(pixels, kind):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **({"quality": 95, "subsampling": 0} if kind == "JPEG" else {}))
    return out.getvalue()


def datum(kind, index):
    pixels = image(index)
    label = tagged(5, index * 7 + 4)
    sizes = tagged(1, 3) + tagged(2, 20) + tagged(3, 24)
    planes = pixels[:, :, ::-1].transpose(2, 0, 1)
    if kind == "raw":
        return sizes + tagged(4, planes.tobytes()) + label
    if kind == "float":
        return sizes + b"".join(b"\x35" + struct.pack("<f", v) for v in planes.ravel()) + label
    return tagged(4, file(pixels, {"png": "PNG", "jpg": "JPEG"}[kind])) + label + tagged(7, 1)


def checksum(pixels):
    return format(zlib.crc32(np.ascontiguousarray(pixels.transpose(2, 0, 1)).tobytes()), "08x")


def write(folder):
    for kind in ["raw", "png", "jpg", "float"]:
        environment = lmdb.open(f"{folder}/{kind}", map_size=1 << 30)
        with environment.begin(write=True) as transaction:
            for index in range(200):
                transaction.put(f"{index:08d}_{kind}".encode(), datum(kind, index))
        environment.close()
    for index in range(200):
        print(f"{index:08d}", index * 7 + 4, "3x20x24", checksum(image(index)))


def read(path):
    environment = lmdb.open(path, readonly=True, lock=False)
    with environment.begin() as transaction:
        for key, value in transaction.cursor():
            found = dict(fields(bytes(value)))
            label = found.get(5)
            label = label - (1 << 64) if label is not None and label >> 63 else label
            if found.get(7):
                picture = Image.open(io.BytesIO(found[4]))
                pixels = np.asarray(picture)
                pixels = pixels[:, :, None] if pixels.ndim == 2 else pixels
            else:
                pixels = np.frombuffer(found[4], np.uint8).reshape(found[1], found[2], found[3])
                pixels = pixels[::-1].transpose(1, 2, 0)
            assert pixels.shape == (found[2], found[3], found[1]), (key, pixels.shape)
            height, width, channels = pixels.shape
            print(f"{key.decode()}\t{label}\t{channels}x{height}x{width}\t{checksum(pixels)}")


def mean(path):
    found = dict(fields(open(path, "rb").read()))
    shape = [found[number] for number in (1, 2, 3, 4)]
    values = np.frombuffer(found[5], "<f4").reshape(shape)[0, ::-1]
    print("x".join(map(str, shape)), format(zlib.crc32(np.ascontiguousarray(values).tobytes()), "08x"))


if __name__ == "__main__":
    {"write": write, "read": read, "mean": mean}[sys.argv[1]](sys.argv[2])
