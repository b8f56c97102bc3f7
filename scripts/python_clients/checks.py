"""Runs checks, prints a line for each, and counts them."""

import argparse
import sys
import traceback

import numpy as np

# The elements that the checks send, by datatype; every model of the store gives back what it is given.
ARRAYS = {
    "BOOL": np.array([[True, False, True, False]]),
    "UINT8": np.array([[0, 1, 254, 255]], dtype=np.uint8),
    "UINT16": np.array([[0, 1, 2, 2**16 - 1]], dtype=np.uint16),
    "UINT32": np.array([[0, 1, 2, 2**32 - 1]], dtype=np.uint32),
    "UINT64": np.array([[0, 1, 2, 2**64 - 1]], dtype=np.uint64),
    "INT8": np.array([[-128, 0, 1, 127]], dtype=np.int8),
    "INT16": np.array([[-(2**15), 0, 1, 2**15 - 1]], dtype=np.int16),
    "INT32": np.array([[-(2**31), 0, 1, 2**31 - 1]], dtype=np.int32),
    "INT64": np.array([[-(2**63), 0, 2**53 + 1, 2**63 - 1]], dtype=np.int64),
    "FP16": np.array([[-1.5, 0, 0.25, 65504]], dtype=np.float16),
    "FP32": np.array([[-1.5, 0, 0.1, 3e38]], dtype=np.float32),
    "FP64": np.array([[-1.5, 0, 0.1, 1e300]], dtype=np.float64),
    "BYTES": np.array([["", "a", "zwölf", "🙂"]], dtype=np.object_),
}


class Checks:
    def __init__(self):
        self._client = ""
        self._passed = 0
        self._failed = 0

    def begin(self, client):
        """What the lines of further checks begin with."""
        self._client = client

    def check(self, sentence, function, *given):
        """Runs one check; whatever it raises is its failure."""
        try:
            function(*given)
        except Exception:
            self._failed += 1
            print(f"FAILED {self._client} {sentence}")
            lines = traceback.format_exc().splitlines()
            print("\n".join(f"       {line}" for line in lines[-12:]))
        else:
            self._passed += 1
            print(f"ok     {self._client} {sentence}")
        sys.stdout.flush()

    def finish(self):
        """Prints the counts and ends the process: with 1 when a check failed."""
        print(f"{self._passed} passed, {self._failed} failed")
        sys.stdout.flush()
        sys.exit(1 if self._failed else 0)


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--grpc", required=True, metavar="HOST:PORT")
    parser.add_argument("--http", required=True, metavar="HOST:PORT")
    parser.add_argument("--model", required=True, metavar="NAME", help="the models are NAME_FP32, NAME_INT64 …")
    parser.add_argument("--project", metavar="FOLDER", help="the project that the server serves, if its files are here")
    parser.add_argument("--shared-memory", action="store_true", help="the server allows system shared memory")
    return parser.parse_args()


def same(found, expected):
    """Raises unless two arrays have the same elements. Texts come back as bytes, or as texts where JSON carried them."""
    if found is None:
        raise AssertionError("there is no such output")
    if expected.dtype == np.object_:
        found, expected = (np.vectorize(_encoded, otypes=[np.object_])(each) for each in (found, expected))
    np.testing.assert_array_equal(found, expected, strict=True)


def _encoded(each):
    return each.encode() if isinstance(each, str) else bytes(each)


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"found {found!r}, expected {expected!r}")


def true(found, sentence):
    if not found:
        raise AssertionError(sentence)


def raises(error_type, function, *parts):
    """Raises unless the function raises an error whose text has all the parts."""
    try:
        function()
    except error_type as error:
        missing = [part for part in parts if part not in str(error)]
        if missing:
            raise AssertionError(f"the error is {error}; expected {missing} in it") from error
        return
    raise AssertionError("nothing was raised")
