"""What a provider is made of, built-in or in a package of its own: see docs/adding-a-provider.md.

reissue_acme/__init__.py      PLUGIN: the record that the facade finds
reissue_acme/credentials.py   what it wants to know of its caller
reissue_acme/statuses.py      what its words mean
reissue_acme/adapter.py       the verbs that it has
reissue_acme/settling.py      what proves that an effect happened, or did not
"""

from __future__ import annotations

from ..statuses import status_of as status_of
from .credentials import Credentials as Credentials
from .credentials import Given as Given
from .reading import each as each
from .reading import moment as moment
from .reading import money as money
from .reading import paid_in_part as paid_in_part
from .reading import told as told
from .reading import unless_told as unless_told
from .record import ADAPTER_CONTRACT as ADAPTER_CONTRACT
from .record import ProviderPlugin as ProviderPlugin
from .settling import Cell as Cell
from .settling import Found as Found
from .settling import Rule as Rule
from .settling import Sent as Sent
from .settling import Settlement as Settlement
from .settling import agreed as agreed
from .settling import documented as documented
from .settling import inferred as inferred
from .settling import is_own as is_own
from .verbs import Adapter as Adapter
from .verbs import Steps as Steps
from .verbs import Verbs as Verbs
from .verbs import ask as ask
from .verbs import awaiting as awaiting
from .verbs import blocking as blocking
from .verbs import look as look
from .verbs import unless_none as unless_none
