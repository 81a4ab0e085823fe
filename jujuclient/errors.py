"""Everything that can go wrong, as one tree.

    JujuError
    ├── ConnectionFailed (ConnectionError)      no controller answered, or the line broke
    │   ├── CertificateRefused                  TLS: not signed by the controller's own CA
    │   └── ConnectionLost                      the line broke while calls were waiting
    ├── DeadlineExceeded (TimeoutError)         a wait ended; says what it waited for
    ├── FrameTooBig                             a frame over the limit that the caller set
    ├── ProtocolError                           the other side does not speak Juju's RPC
    ├── DecodeError (ValueError)                JSON that does not fit its declared type; keeps the raw text
    ├── NotSupported                            outside what both sides have; raised before anything is sent
    ├── StoreError                              the files of the client store cannot be used
    └── APIError                                the controller answered with an error
        └── one class per error code, see ``CODES``

An ``APIError`` keeps the message as the controller wrote it, the code, ``info`` (redirect,
macaroon, upgrade), the facade, the method and the number of the request.
Source of the codes: the wire facts, section 7 (Juju 1.18 to 4.1).
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any, ClassVar


class JujuError(Exception):
    """The root of every error that this package raises on purpose.

    Attributes:
        returncode, stdout, stderr: what the juju command would end with and print, for those who
            come from a client that runs it.
    """

    returncode: int = 1
    stdout: Any = ""

    @property
    def stderr(self) -> Any:
        """The error as the juju command prints it."""
        return f"ERROR {self}\n"


class InvalidInput(JujuError, builtins.ValueError):
    """What was given cannot be meant; nothing was sent to the controller."""


CLIError = JujuError
"""The name that jubilant has for what a controller, or the command, refuses."""


class ConnectionFailed(JujuError, builtins.ConnectionError):
    """No controller could be reached at any of the addresses."""


class CertificateRefused(ConnectionFailed):
    """The controller's certificate is not signed by the CA that the caller trusts."""


class ConnectionLost(ConnectionFailed):
    """The connection ended while calls were waiting for their answers."""


class DeadlineExceeded(JujuError, builtins.TimeoutError):
    """A wait reached its deadline; the message says what was waited for."""


class FrameTooBig(JujuError):
    """A frame is larger than the limit that the caller set."""

    def __init__(self, size: int, limit: int) -> None:
        self.size = size
        self.limit = limit
        super().__init__(
            f"a frame of {size} bytes is over the limit of {limit} bytes set on this connection; "
            f"connect with max_frame_size={size} or more, or None for no limit"
        )


class ProtocolError(JujuError):
    """The other side sent something that is not Juju's RPC."""


class DecodeError(JujuError, ValueError):
    """A JSON text does not fit its declared type.

    Attributes:
        raw: the JSON text as it came, whole.
        path: where in it, in the wire's spelling (``applications[0].num-units``), or "".
    """

    def __init__(self, message: str, *, raw: str = "", path: str = "") -> None:
        self.raw = raw
        self.path = path
        super().__init__(message)


class NotSupported(JujuError):
    """A call is outside what this client and this controller both have; nothing was sent."""


class StoreError(JujuError):
    """A file of the client store is missing, malformed or lacks what was asked for."""


class APIError(JujuError):
    """The controller answered with an error.

    Attributes:
        message: the controller's own words.
        code: Juju's error code, "" where the controller gave none.
        info: the ``error-info`` object, empty where there is none.
        facade, method, number: what was asked, and the number of the request.
    """

    default_code: ClassVar[str] = ""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        info: Mapping[str, Any] | None = None,
        facade: str = "",
        method: str = "",
        number: int = 0,
    ) -> None:
        self.message = message
        self.code = self.default_code if code is None else code
        self.info: dict[str, Any] = dict(info or {})
        self.facade = facade
        self.method = method
        self.number = number
        super().__init__(message)

    def __str__(self) -> str:
        asked = f"{self.facade}.{self.method}: " if self.facade else ""
        code = f" ({self.code})" if self.code else ""
        return f"{asked}{self.message}{code}"

    @property
    def stderr(self) -> Any:
        """The error as the juju command prints it: the code follows where the whole call was refused."""
        code = f" ({self.code})" if self.code and self.facade else ""
        return f"ERROR {self.message}{code}\n"


CODES: dict[str, type[APIError]] = {}
"""Error code to class; a code that is not listed is a plain ``APIError``."""


def _coded(name: str, code: str, doc: str, base: type[APIError] = APIError) -> type[APIError]:
    """Make the class of one error code and enter it in ``CODES``."""
    made = type(name, (base,), {"default_code": code, "__doc__": doc, "__module__": __name__})
    CODES[code] = made
    return made


class NotFound(APIError):
    """What was named does not exist (code ``not found``)."""

    default_code = "not found"


class Unauthorized(APIError):
    """The user may not do this, or is not who they say (code ``unauthorized access``)."""

    default_code = "unauthorized access"


class NotRunnable(APIError, builtins.ValueError):
    """A unit, machine or application was not given the action or the command."""


class NoReceiver(NotFound, NotRunnable):
    """There is no such unit, machine or application to give an action or a command to."""


class AlreadyExists(APIError):
    """What was to be made is there already (code ``already exists``)."""

    default_code = "already exists"


class NotImplementedByController(APIError):
    """The controller has no such facade, version or method (code ``not implemented``)."""

    default_code = "not implemented"


class UserNotFound(NotFound):
    """No such user (2.0 and later)."""

    default_code = "user not found"


class ModelNotFound(NotFound):
    """No such model (2.0 and later); the websocket opens all the same, each call fails."""

    default_code = "model not found"


class LoginExpired(Unauthorized):
    """The login macaroon is too old; log in again (2.0 and later)."""

    default_code = "login expired"


class NoCredentials(Unauthorized):
    """A login without password, macaroon or token (2.0 and later)."""

    default_code = "no credentials provided"


class SessionTokenInvalid(Unauthorized):
    """The session token is stale; start a device login (3.5 and later, JIMM)."""

    default_code = "session token invalid"


class UpgradeInProgress(APIError):
    """The controller is upgrading; only status and ping are answered. Try again later."""

    default_code = "upgrade in progress"


class MigrationInProgress(APIError):
    """The model is moving to another controller (2.2 and later)."""

    default_code = "model migration in progress"


class OperationBlocked(APIError):
    """A block set by ``juju disable-command`` stands in the way (1.22 and later)."""

    default_code = "operation is blocked"


class UnsupportedByController(APIError):
    """The controller knows the call but not here (code ``not supported``, 1.25 and later)."""

    default_code = "not supported"


class DischargeRequired(APIError):
    """A macaroon must be discharged first; ``info`` holds it."""

    default_code = "macaroon discharge required"


class RedirectionRequired(APIError):
    """The model lives on another controller; ``info`` names its servers (2.0 and later)."""

    default_code = "redirection required"


class TryAgain(APIError):
    """The controller is busy; the same call may succeed later."""

    default_code = "try again"


class BadRequest(APIError):
    """The request makes no sense to the controller."""

    default_code = "bad request"


class NotValid(APIError):
    """A value is not valid (2.9 and later; older series give no code)."""

    default_code = "not valid"


class Forbidden(APIError):
    """The user is known and still may not (HTTP 403)."""

    default_code = "forbidden"


class FatalLogin(Unauthorized):
    """The login can never succeed; do not try again (3.6 and later)."""

    default_code = "fatal login error"


class AccessRequired(Unauthorized):
    """A token lacks a permission; ``info`` maps tags to the access they need (3.2 and later)."""

    default_code = "access required"


for _class in (
    NotFound, Unauthorized, AlreadyExists, NotImplementedByController, UserNotFound, ModelNotFound,
    LoginExpired, NoCredentials, SessionTokenInvalid, UpgradeInProgress, MigrationInProgress,
    OperationBlocked, UnsupportedByController, DischargeRequired, RedirectionRequired, TryAgain,
    BadRequest, NotValid, Forbidden, FatalLogin, AccessRequired,
):  # fmt: skip
    CODES[_class.default_code] = _class

CannotEnterScope = _coded("CannotEnterScope", "cannot enter scope", "A unit cannot join the relation.")
CannotEnterScopeYet = _coded(
    "CannotEnterScopeYet", "cannot enter scope yet", "A unit cannot join the relation yet."
)
ExcessiveContention = _coded(
    "ExcessiveContention", "excessive contention", "Too many writers at once (up to 3.6)."
)
UnitHasSubordinates = _coded("UnitHasSubordinates", "unit has subordinates", "The unit has subordinates.")
NotAssigned = _coded("NotAssigned", "not assigned", "The unit has no machine.")
Stopped = _coded("Stopped", "stopped", "The watcher was stopped while a call waited on it.")
Dead = _coded("Dead", "dead", "The entity is dead (1.22 and later).")
MachineHasUnits = _coded("MachineHasUnits", "machine has assigned units", "The machine still has units.")
ControllerHasModels = _coded(
    "ControllerHasModels", "controller has hosted models", "The controller still has models (2.0 and later)."
)
ControllerHasStorage = _coded(
    "ControllerHasStorage",
    "controller/model has persistent storage",
    "Persistent storage is in the way; say whether to destroy or release it (2.3 and later).",
)
ModelNotEmpty = _coded("ModelNotEmpty", "model not empty", "The model is not empty (2.1 and later).")
MachineHasStorage = _coded(
    "MachineHasStorage", "machine has attached storage", "The machine has storage attached (1.25 and later)."
)
MachineHasContainers = _coded(
    "MachineHasContainers", "machine is hosting containers", "The machine hosts containers (2.8 and later)."
)
StorageAttached = _coded("StorageAttached", "storage is attached", "The storage is attached (2.3 and later).")
NotProvisioned = _coded("NotProvisioned", "not provisioned", "The machine has no instance yet.")
NoAddressSet = _coded("NoAddressSet", "no address set", "No address is known yet.")
ActionNotAvailable = _coded(
    "ActionNotAvailable", "action no longer available", "The action was taken or is gone."
)
LeadershipClaimDenied = _coded(
    "LeadershipClaimDenied", "leadership claim denied", "Another unit leads (1.23 and later)."
)
LeaseClaimDenied = _coded("LeaseClaimDenied", "lease claim denied", "Another holder has the lease (2.0+).")
MethodNotAllowed = _coded("MethodNotAllowed", "method not allowed", "HTTP: no such verb on this path.")
Retry = _coded("Retry", "retry", "The same call may succeed later (2.0 to 2.8).", TryAgain)
IncompatibleSeries = _coded(
    "IncompatibleSeries", "incompatible series", "The charm does not run on this series (2.4 to 2.9)."
)
IncompatibleBase = _coded(
    "IncompatibleBase", "incompatible base", "The charm does not run on this base (3.1 and later)."
)
CloudRegionRequired = _coded("CloudRegionRequired", "cloud region required", "Name a region (2.4 and later).")
IncompatibleClouds = _coded("IncompatibleClouds", "incompatible clouds", "The clouds do not fit together.")
QuotaLimitExceeded = _coded(
    "QuotaLimitExceeded", "quota limit exceeded", "A limit would be passed (2.8 and later)."
)
NotLeader = _coded(
    "NotLeader", "not leader", "Another controller node leads; ``info`` names it (2.9 and later)."
)
DeadlineExceededByController = _coded(
    "DeadlineExceededByController", "deadline exceeded", "The controller's own deadline passed (2.9+)."
)
LeaseError = _coded("LeaseError", "lease error", "A lease could not be handled (2.9 to 3.1).")
IncompatibleClient = _coded("IncompatibleClient", "incompatible client", "The client is too old (2.8 only).")
NotYetAvailable = _coded(
    "NotYetAvailable", "not yet available; try again later", "Not there yet (2.9 and later).", TryAgain
)
ApplicationShouldNotHaveUnits = _coded(
    "ApplicationShouldNotHaveUnits",
    "application should not have units",
    "The application runs without units (2.9 and later).",
)
SecretNotFound = _coded("SecretNotFound", "secret not found", "No such secret (4.0 and later).", NotFound)
SecretRevisionNotFound = _coded(
    "SecretRevisionNotFound", "secret revision not found", "No such secret revision (4.0+).", NotFound
)
SecretConsumerNotFound = _coded(
    "SecretConsumerNotFound", "secret consumer not found", "The secret has no such consumer (4.0+).", NotFound
)
SecretBackendNotFound = _coded(
    "SecretBackendNotFound", "secret backend not found", "No such secret backend (4.0+).", NotFound
)
SecretBackendAlreadyExists = _coded(
    "SecretBackendAlreadyExists", "secret backend already exists", "The backend exists (4.0+).", AlreadyExists
)
SecretBackendNotSupported = _coded(
    "SecretBackendNotSupported", "secret backend not supported", "No such kind of backend (4.0+)."
)
SecretBackendForbidden = _coded(
    "SecretBackendForbidden", "secret backend forbidden", "The backend may not be used (4.0+).", Forbidden
)
SecretBackendNotValid = _coded(
    "SecretBackendNotValid", "secret backend not valid", "The backend's config is not valid (4.0+).", NotValid
)
InvalidTag = _coded("InvalidTag", "invalid tag", "A tag cannot be read (4.0 and later).", NotValid)
TagKindNotSupported = _coded(
    "TagKindNotSupported", "tag kind not supported", "A tag of this kind does not belong here (4.0+)."
)
InvalidMachineID = _coded("InvalidMachineID", "invalid machine id", "Not a machine id (4.0+).", NotValid)
MachineNotFound = _coded("MachineNotFound", "machine not found", "No such machine (4.0+).", NotFound)
InvalidUserName = _coded("InvalidUserName", "invalid user name", "Not a user name (4.0+).", NotValid)
InvalidPublicKeyComment = _coded(
    "InvalidPublicKeyComment",
    "invalid public key comment",
    "The key's comment is not valid (4.0+).",
    NotValid,
)
InvalidPublicKey = _coded("InvalidPublicKey", "invalid public key", "Not a public key (4.0+).", NotValid)
PublicKeyAlreadyExists = _coded(
    "PublicKeyAlreadyExists", "public key already exists", "The key is there already (4.0+).", AlreadyExists
)
InvalidPublicKeySource = _coded(
    "InvalidPublicKeySource",
    "invalid user public key source",
    "Keys cannot be imported from there (4.0+).",
    NotValid,
)
UnknownPublicKeySource = _coded(
    "UnknownPublicKeySource", "unknown user public key source", "No such source of keys (4.0+)."
)
KeySourceSubjectNotFound = _coded(
    "KeySourceSubjectNotFound",
    "key source subject not found",
    "The source does not know this user.",
    NotFound,
)


def api_error(
    message: str,
    code: str = "",
    info: Mapping[str, Any] | None = None,
    *,
    facade: str = "",
    method: str = "",
    number: int = 0,
) -> APIError:
    """The error that a controller's answer stands for, of the class of its code.

    Args:
        message: the controller's own words.
        code: Juju's error code; one that is not in ``CODES`` gives a plain ``APIError``.
        info: the ``error-info`` object.
        facade, method, number: what was asked.
    """
    made = CODES.get(code, APIError)
    return made(message, code=code, info=info, facade=facade, method=method, number=number)
