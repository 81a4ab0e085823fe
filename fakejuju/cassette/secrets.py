"""What is a secret on Juju's wire, said once: by key name, by place, by look.

Three tables, from the surest to the vaguest. ``KEYS`` holds names of fields that are secret
wherever they stand, in both spellings. ``PLACES`` holds paths that are secret for some facades
only, because their keys are anybody's words. ``PATTERNS`` holds what gives itself away by its
looks. ``redact`` replaces what they name; ``scan`` looks for what is left.
"""

from __future__ import annotations

import functools
import importlib
import re
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

RULES = (
    "passwords",
    "macaroons",
    "tokens",
    "nonces",
    "private-keys",
    "secret-content",
    "cloud-credentials",
    "registration",
    "cookies",
    "authorization",
    "patterns",
    "learned",
)
"""The rules by name, as the header of a cassette lists them."""

MARK = re.compile(r"<(?:[a-z]+-)*[a-z]+:[0-9]+>")
"""The form of a mark: ``<password:1>``."""

# --- by key name ---------------------------------------------------------------------------

# Names without dashes, underscores and case, so that one line covers `ca-private-key`,
# `CAPrivateKey` and `ca_private_key`.
_KINDS = {
    "password": """password passwd pass passphrase oldpassword newpassword userpassword adminpassword
        statepassword apipassword adminsecret secret sharedsecret clientsecret secretkey registrationkey
        ciphertext passwordhash credentials vmpassword proxypassword passwordsalt openstackpassword
        accountkey storageaccountkey apikey accesskey secretaccesskey maasoauth oauth applicationpassword
        controllersecret systemsecret subscriptionkey passwords""",
    "token": """token tokens accesstoken refreshtoken sessiontoken idtoken authtoken bearertoken apitoken
        devicecode usercode jwt oauthtoken sastoken logintoken migrationtoken token64 discharge discharge64
        sessionid awssessiontoken dischargetoken""",
    "nonce": "nonce usernonce machinenonce",
    "private-key": """privatekey caprivatekey sshprivatekey serverprivatekey controllerprivatekey serverkey
        clientkey stateserverkey systemidentity hostkey jumphostkey privatehostkey sshserverhostkey pem
        privatepem identitykey signingkey""",
    "secret-content": "secretcontent secretdata secretvalue",
    "cookie": "cookie setcookie cookies",
    "authorization": "authorization proxyauthorization",
    "macaroon": "dischargerequired bakerydischargerequired",
}
_BY_NAME = {name: kind for kind, names in _KINDS.items() for name in names.split()}

KEPT_IN_MACAROONS = frozenset({"l", "location", "cl", "ns", "v"})
"""What stays readable in a macaroon: where it is from, its namespace and version."""


# A name that anybody chose, such as a charm's option, is secret when it ends in one of these.
_ENDINGS = {
    "password": """password passwd passphrase pass secret secretkey accesskey apikey accountkey
        sharedkey statickey staticsecret""",
    "token": "token staticsession",
    "private-key": "privatekey",
}
_BY_ENDING = {name: kind for kind, names in _ENDINGS.items() for name in names.split()}

_NOISE = re.compile(r"[-_ .\\]")  # the backslash is that of a key within an embedded text
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_plain_words: set[str] = set()


def has_secret_word(words: set[str]) -> bool:
    """True when one of the words could be the key of a secret. What was seen to be plain is remembered."""
    for word in words - _plain_words:
        if len(word) > 40 or not word[:1].isalpha():
            continue
        if kind_of_key(word) or word in WATCHED_KEYS:
            return True
        if len(_plain_words) > 20_000:
            _plain_words.clear()
        _plain_words.add(word)
    return False


WATCHED_KEYS = frozenset({"cli-args", "CLIArgs", "commands", "credential"})
"""Keys that are no secret and make a closer look worth its time."""


@functools.lru_cache(maxsize=8192)
def kind_of_key(key: str) -> str:
    """The kind of secret that a field of this name holds anywhere, "" for none."""
    name = _NOISE.sub("", key).lower()
    kind = _BY_NAME.get(name, "") or _kind_of_ending(key)
    if kind or "macaroon" not in name:
        return kind
    return "" if name.endswith(("path", "error", "ops", "version", "required")) else "macaroon"


def _kind_of_ending(key: str) -> str:
    """The kind of ``db_password``, ``rootPass``, ``s3-secret-key``: what its last one or two words say."""
    words = [word.lower() for word in _WORD.findall(key)]
    if len(words) < 2:
        return ""
    return _BY_ENDING.get("".join(words[-2:]), "") or _BY_ENDING.get(words[-1], "")


# --- by place ------------------------------------------------------------------------------


class Place(NamedTuple):
    """A path that is secret for some facades: ``*`` is any key, ``**`` any number of keys and lists."""

    kind: str
    facades: str
    methods: str
    path: tuple[str, ...]
    but: frozenset[str] = frozenset()


# Attribute names of cloud credentials that are public: they are marked all the same, and not learned.
PUBLIC_ATTRIBUTES = frozenset(
    {"username", "user", "auth-type", "region", "project-id", "tenant-name", "tenant-id", "endpoint",
     "client-email", "client-id", "application-id", "subscription-id", "user-domain-name",
     "project-domain-name", "domain-name", "version", "fingerprint", "trust-password-file", "label", "file"}
)  # fmt: skip

_PUBLIC_OF_BACKENDS = frozenset(
    {"endpoint", "ca-cert", "ca-certs", "namespace", "tls-server-name", "mount-path", "client-cert",
     "backend-type", "type", "controller-uuid", "model-uuid", "model-name", "is-controller-cloud"}
)  # fmt: skip

PLACES = (
    Place("cloud-credential", "*", "*", ("**", "attrs", "**")),
    Place("cloud-credential", "*", "*", ("**", "attributes", "**")),
    Place("secret-content", "*Secret*", "*", ("**", "data", "**")),
    Place("secret-content", "*", "*Secret*", ("**", "data", "**")),
    Place(
        "password", "SecretBackend*", "*", ("**", "config", "**"),
        _PUBLIC_OF_BACKENDS,
    ),
    Place("password", "*", "*", ("**", "backend-config", "**"), _PUBLIC_OF_BACKENDS),
)  # fmt: skip
"""Paths by facade and method. ``attrs`` and ``attributes`` count only within something of credentials
or on the facade Cloud (see ``place_applies``): elsewhere they are ordinary words."""


@functools.lru_cache(maxsize=4096)
def places_for(facade: str, method: str) -> tuple[Place, ...]:
    """The places that can be secret in this call's parameters and results."""
    return tuple(
        place for place in PLACES if fnmatchcase(facade, place.facades) and fnmatchcase(method, place.methods)
    )


def is_about_credentials(facade: str, method: str) -> bool:
    """True for a call whose ``attrs`` are those of a cloud credential."""
    return facade == "Cloud" or "redential" in method


# --- by look -------------------------------------------------------------------------------


class Pattern(NamedTuple):
    """Something recognisable: ``trigger`` is a text that every match holds; group 1 is the secret."""

    kind: str
    trigger: str
    regex: re.Pattern[str]


PATTERNS = (
    Pattern(
        "private-key",
        "PRIVATE KEY-----",
        re.compile(
            r"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[^\"<>]*?"
            r"(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|(?=\")|\Z))"
        ),
    ),
    Pattern("token", "eyJ", re.compile(r"(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)")),
    Pattern("access-key", "AKIA", re.compile(r"\b(AKIA[A-Z0-9]{16})\b")),
    Pattern("access-key", "ASIA", re.compile(r"\b(ASIA[A-Z0-9]{16})\b")),
    Pattern("token", "ghp_", re.compile(r"\b(ghp_[A-Za-z0-9]{30,})\b")),
    Pattern("token", "gho_", re.compile(r"\b(gho_[A-Za-z0-9]{30,})\b")),
    Pattern("token", "ghs_", re.compile(r"\b(ghs_[A-Za-z0-9]{30,})\b")),
    Pattern("token", "github_pat_", re.compile(r"\b(github_pat_[A-Za-z0-9_]{30,})\b")),
    Pattern("token", "glpat-", re.compile(r"\b(glpat-[A-Za-z0-9_-]{20,})")),
    Pattern("token", "xox", re.compile(r"\b(xox[abeprs]-[A-Za-z0-9-]{10,})")),
    Pattern("token", "hvs.", re.compile(r"\b(hvs\.[A-Za-z0-9_-]{20,})")),
    Pattern("access-key", "AIza", re.compile(r"\b(AIza[A-Za-z0-9_-]{35})")),
    Pattern("token", "earer ", re.compile(r"\b[Bb]earer ([A-Za-z0-9._~+/=-]{8,})")),
    Pattern("authorization", "asic ", re.compile(r"\b([Bb]asic [A-Za-z0-9+/]{8,}={0,2})(?![A-Za-z0-9])")),
    Pattern(
        "registration", "juju register ", re.compile(r"juju register (?:-[^ ]+ )*([A-Za-z0-9+/=_-]{20,})")
    ),
    Pattern("password", "://", re.compile(r"://[^/\s:@\"\\<>]*:([^/\s@\"\\<>]+)@")),
)
"""What is a secret by its looks, wherever it stands."""

_NAMED = (
    r"(?:[a-z0-9]+[-_])*(?:password|passwd|passphrase|secret[-_]key|[a-z]+[-_]secret|private[-_]key|api[-_]?key"
    r"|access[-_]key|account[-_]key|static[-_]key|token|macaroon|nonce)"
)
ASSIGNED = ("password=", "passwd=", "passphrase=", "secret=", "key=", "token=", "macaroon=", "nonce=")
ASSIGNED_IN_YAML = ("password: ", "passwd: ", "passphrase: ", "secret: ", "key: ", "token: ", "hash: ")
"""A text that assigns a secret has one of these, in lower case."""
YAML_LINE = re.compile(
    r"(?im)((?:^|\\n)(?:[ \t]|- )*(?:[a-z]+[-_])*(?:old|new|api|state|admin|sudo)?"
    r"(?:password|passwd|passphrase|secret[-_]?key|admin[-_]secret|client[-_]secret|private[-_]?key|api[-_]?key"
    r"|access[-_]?key|shared[-_]?secret|token|password[-_]?hash): +(?:\\*\"|')?)([^\s\"'\\<>{}\[\]|]+)"
)
"""``oldpassword: hunter2``, a line of a YAML text such as the agent's configuration in a script."""
ASSIGNMENT = re.compile(rf"(?i)(?<![a-z0-9_-])({_NAMED}=(?:\\*[\"'])?)(?!secret:)([^\s\"',;&\\<>]+)")
"""``password=hunter2`` in a command line or a message."""
MEMBERS = ("password", "passwd", "passphrase", "secret", "key", "token", "macaroon", "nonce", "credentials")
MEMBER = re.compile(rf"(?i)\"({_NAMED}|credentials)\\*\"\s*:\s*\\*\"((?:[^\"\\]|\\[^\"])+)")
"""``"password": "hunter2"`` within a text, its quotes escaped or not."""
CONTENT_COMMAND = re.compile(r"\b(?:add|update|create)-secret\b(.*)", re.DOTALL)
"""A command whose ``key=value`` arguments are the content of a secret."""
ARGUMENT = re.compile(r"([^\s=\"]+)=([^\s\"\\<>]+)")
OPTION = re.compile(r"(?i)(--(?:password|token|secret|client-secret)[= ])([^\s\"\\<>]+)")
"""An option of a command line that takes a secret."""

_IN_QUERY = (
    r"[\w.-]*(?:token|macaroon|password|secret|signature|credential)[\w.-]*"
    r"|caveat(?:64)?|nonce|dischargeid|waitid|did|discharge(?:64)?|api[_-]?key|code|sig|auth"
)
QUERY = re.compile(rf"(?i)(?:{_IN_QUERY})")
"""Names of query values that are secret."""
CAVEAT_ID = re.compile(r"id(?:64)?=[^&]{20,}")
"""The id of a caveat in what is asked of a discharger; a short one only says which in a list."""
IN_URL = re.compile(rf"(?i)((?:\?|&|\\u0026)(?:{_IN_QUERY})=)([^&\s\"'\\<>#]+)")
"""A secret value in the query of an address that stands in a text."""
FORM_FIELD = re.compile(
    r"(?i)(;\s*name=\"?[\w.-]*(?:password|passphrase|secret|token|macaroon|credentials)[\w.-]*\"?"
    r"[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n)([^\r\n]+)"
)
"""A secret field of a form in parts."""

HEADERS = re.compile(r"(?i)x-juju-nonce|.*(?:macaroon|token|secret|password|api-key|credential).*")
"""Names of HTTP headers that are secret besides cookies and Authorization."""

# Words of Juju's own: a poor password of this kind is marked where a field names it and not elsewhere,
# or every `"secret:…"` of a conversation would turn into a mark.
_WORDS = """
    access-key action address admin@local agent alive application applications authorization available bundle
    charm cloud cloud-credential config controller controllers cookie credential credentials default delete
    deployed dummy-endpoint dummy-region endpoint endpoints entity facade facades failed global internal
    invalid kubernetes latest localhost macaroon machine machines manual message metadata method missing
    models network nonce number object offers operation operations password private private-key provider
    public registration released remote request resource resources response result results secret
    secret-content secrets server servers service space spaces stable started status stopped storage string
    subnet subordinate superuser system token ubuntu unknown upgrade username userpass version versions
    volume waiting watcher wrong
"""
VOCABULARY = frozenset(_WORDS.split())
"""Words that are never looked for outside their own field."""


# --- what the facade table declares --------------------------------------------------------

Path = tuple[str, ...]


@functools.lru_cache(maxsize=512)
def _facade_class(facade: str) -> Any:
    """The declaration of a facade; None as long as there is none."""
    for name in (re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", facade).lower(), facade.lower()):
        try:
            module = importlib.import_module(f"jujuclient.facades.{name}")
        except ImportError:
            continue
        for value in vars(module).values():
            if isinstance(value, type) and getattr(value, "name", None) == facade:
                return value
    return None


@functools.lru_cache(maxsize=4096)
def declared_paths(facade: str, version: int, method: str) -> tuple[tuple[Path, str], ...]:
    """The paths that the facade table marks as secret in a call, of parameters and results, with their kinds.

    This is the one seam to ``jujuclient.facades``: as long as the facade, the method or its
    ``secret_paths`` is not there, the rules of this module stand alone, and where both know a
    field the rules of this module name its kind. In a path ``*`` is any key, and lists have no part
    of their own; what is below a path is secret as well. A whole configuration that the table calls
    secret is left to the names of its options, or the series of a machine would become a mark.
    """
    if not facade.isidentifier():
        return ()
    find = getattr(_facade_class(facade), "method", None)
    declared = find(method, version) if callable(find) else None
    paths = getattr(declared, "secret_paths", None)
    if not callable(paths):
        return ()
    found: dict[Path, str] = {}
    for role in ("params", "result"):
        for path, kind in paths(role, version).items():
            if not kind.endswith("config"):
                found[_as_path(path)] = _DECLARED_KINDS.get(kind, re.sub(r"[^a-z]+", "-", kind.lower()))
    return tuple(found.items())


_DECLARED_KINDS = {
    "CA private key": "private-key",
    "client secret": "password",
    "device code": "token",
    "registration secret key": "password",
}


def _as_path(path: str) -> Path:
    """``users[].password`` and ``credentials{}.attrs`` as keys."""
    return tuple(path.replace("[]", "").replace("{}", ".*").strip(".").split("."))
