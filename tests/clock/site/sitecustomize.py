"""Python runs this at its start, where the folder is on PYTHONPATH: a process that a test starts reads the test's clock."""

import importlib.util
import os
import sys
from pathlib import Path

if os.environ.get("REISSUE_TEST_NOW") and importlib.util.find_spec("time_machine") is not None:
    # time_machine looks for these, and each takes longer to import than many of our processes live.
    absent = {name for name in ("pytest", "dateutil.parser") if name not in sys.modules}
    sys.modules.update(dict.fromkeys(absent))
    spec = importlib.util.spec_from_file_location("_test_clock", Path(__file__).parents[1] / "__init__.py")
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.start()
    for name in absent:
        sys.modules.pop(name, None)
