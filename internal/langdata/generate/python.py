"""Prints the names of Python and its standard library: python3 python.py | gzip -9n > ../data/python.txt.gz"""

import builtins
import importlib
import inspect
import io
import keyword
import pkgutil
import sys
import types
import warnings

warnings.simplefilter("ignore")
SKIP = {"antigravity", "this", "idlelib", "lib2to3", "test", "turtledemo", "pydoc_data", "ensurepip", "__main__", "pip", "setuptools"}


def line(scope, names):
    names = sorted({n for n in names if n.isascii() and " " not in n})
    if names:
        sys.__stdout__.write(f"{scope}\t{' '.join(names)}\n")


def dunder(name):
    return name.startswith("__") and name.endswith("__")


def public(names):
    return [n for n in names if not n.startswith("_")]


methods = set()
for t in (str, bytes, bytearray, int, float, complex, bool, list, tuple, dict, set, frozenset, object, type, range, slice,
          memoryview, property, BaseException, OSError, StopIteration, SyntaxError, ImportError, UnicodeDecodeError,
          types.FunctionType, types.MethodType, types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, types.ModuleType,
          types.CodeType, types.FrameType, types.TracebackType, io.TextIOWrapper, io.BufferedReader):
    methods |= set(dir(t))

SPECIAL = """__init__ __new__ __del__ __repr__ __str__ __bytes__ __format__ __lt__ __le__ __eq__ __ne__ __gt__ __ge__ __hash__ __bool__ __getattr__
__getattribute__ __setattr__ __delattr__ __dir__ __get__ __set__ __delete__ __set_name__ __slots__ __init_subclass__ __class_getitem__ __call__ __len__
__length_hint__ __getitem__ __setitem__ __delitem__ __missing__ __iter__ __next__ __reversed__ __contains__ __add__ __sub__ __mul__ __matmul__
__truediv__ __floordiv__ __mod__ __divmod__ __pow__ __lshift__ __rshift__ __and__ __xor__ __or__ __radd__ __rsub__ __rmul__ __iadd__ __isub__ __neg__
__pos__ __abs__ __invert__ __complex__ __int__ __float__ __index__ __round__ __trunc__ __floor__ __ceil__ __enter__ __exit__ __await__ __aiter__
__anext__ __aenter__ __aexit__ __file__ __name__ __main__ __all__ __doc__ __dict__ __path__ __version__ __author__ __package__ __spec__ __loader__
__annotations__ __module__ __qualname__ __bases__ __mro__ __class__ __post_init__ __fspath__ __copy__ __deepcopy__ __reduce__ __reduce_ex__
__getstate__ __setstate__ __wrapped__ __future__ __import__ __debug__ __builtins__ __cause__ __context__ __traceback__ __notes__ __match_args__""".split()

line("= keywords", keyword.kwlist + keyword.softkwlist)
line("= builtins", dir(builtins) + SPECIAL + ["self", "cls", "args", "kwargs", "python", "python3", "pip", "PEP"])
line("= methods", methods)


def modules():
    for name in sorted(sys.stdlib_module_names):
        if name in SKIP or name.startswith("_") and name != "__future__":
            continue
        yield name
        try:
            m = importlib.import_module(name)
        except Exception:
            continue
        for sub in pkgutil.iter_modules(getattr(m, "__path__", [])):
            if not sub.name.startswith("_") and sub.name not in ("test", "tests"):
                yield f"{name}.{sub.name}"
    yield from ("os.path", "xml.etree.ElementTree", "xml.dom.minidom", "importlib.resources.abc", "collections.abc")


for name in modules():
    try:
        sys.stdout = io.StringIO()
        m = importlib.import_module(name)
    except BaseException:
        line(name, [name.rpartition(".")[2]])
        continue
    finally:
        sys.stdout = sys.__stdout__
    exported = set(getattr(m, "__all__", [])) | {
        n for n in public(dir(m)) if not inspect.ismodule(getattr(m, n, None)) or f"{name}.{n}" in sys.modules}
    line(name, exported)
    for n in sorted(exported):
        c = getattr(m, n, None)
        if inspect.isclass(c) and not dunder(n) and getattr(c, "__module__", "").lstrip("_").split(".")[0] == name.split(".")[0]:
            line(f"{name}.{n}", set(public(dir(c))) - methods)
