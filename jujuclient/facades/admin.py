"""Admin: login, on a socket that has not logged in yet; version 4 is JIMM's, not Juju's."""

from __future__ import annotations

from typing import Annotated

from jujuclient.facades.common import HostPort
from jujuclient.wire.schema import Facade, call
from jujuclient.wire.struct import UNSET, Json, UnsetType, Wire, juju1, secret, versions


class AuthUserInfo(Wire):
    """Who has logged in, and the access they have. Juju 1.22 and later."""

    __juju1__ = "kebab"

    display_name: str
    identity: str
    controller_access: Annotated[str | UnsetType, versions(since=3)] = UNSET
    credentials: Annotated[str | UnsetType, secret("password")] = UNSET
    last_connection: str | UnsetType = UNSET
    model_access: Annotated[str | UnsetType, versions(since=3)] = UNSET


class FacadeVersions(Wire):
    """A facade and the versions of it that this connection may call. Juju 1.20 and later."""

    name: str
    versions: list[int] | None


class LoginResult(Wire):
    """What a login gives: servers, facades, who the user is, or a macaroon to discharge."""

    model_tag: Annotated[str | UnsetType, versions(first="1.20", omitempty=True), juju1("EnvironTag")] = UNSET
    bakery_discharge_required: Annotated[
        Json | UnsetType, versions(first="2.8", omitempty=True), secret("macaroon")
    ] = UNSET
    controller_tag: Annotated[str | UnsetType, versions(since=3, omitempty=True)] = UNSET
    discharge_required: Annotated[Json | UnsetType, versions(since=3, omitempty=True), secret("macaroon")] = (
        UNSET
    )
    discharge_required_error: Annotated[str | UnsetType, versions(since=3, omitempty=True)] = UNSET
    facades: Annotated[list[FacadeVersions] | UnsetType | None, versions(first="1.20", omitempty=True)] = (
        UNSET
    )
    last_connection: Annotated[str | UnsetType | None, versions(first="1.20", last="1.25")] = UNSET
    public_dns_name: Annotated[str | UnsetType, versions(first="2.2", omitempty=True)] = UNSET
    server_version: Annotated[str | UnsetType, versions(since=3, omitempty=True)] = UNSET
    servers: list[list[HostPort]] | UnsetType | None = UNSET
    user_info: Annotated[AuthUserInfo | UnsetType, versions(since=3, omitempty=True)] = UNSET


class LoginResultV1(Wire):
    """What a login of Juju 1.22 to 1.25 gives. Juju 1.22 to 1.25."""

    __juju1__ = "kebab"

    model_tag: Annotated[str, juju1("environ-tag")]
    facades: list[FacadeVersions] | None
    server_tag: str
    servers: list[list[HostPort]] | None
    reauth_request: ReauthRequest | UnsetType = UNSET
    server_version: Annotated[str | UnsetType, versions(first="1.25", omitempty=True)] = UNSET
    user_info: AuthUserInfo | UnsetType = UNSET


class ReauthRequest(Wire):
    """A prompt to log in again; Juju 1 never sent one that a client must answer. Juju 1.22 to 1.25."""

    __juju1__ = "kebab"

    nonce: Annotated[str, secret("nonce")]
    prompt: str


class RedirectInfoResult(Wire):
    """What ``Admin.redirect_info`` answers with. Juju 2.0 and later."""

    ca_cert: str
    servers: list[list[HostPort]] | None


class DeviceLogin(Wire):
    """The code to enter and the address where to enter it."""

    user_code: Annotated[str, secret("device code")]
    verification_uri: str


class SessionToken(Wire):
    """The token that logs a user in to JIMM."""

    session_token: Annotated[str, secret("token")]


class Admin(Facade, name="Admin", versions=range(5), juju1=range(3)):
    """Login, on a socket that has not logged in yet; version 4 is JIMM's, not Juju's."""

    @call("Login", since=3)
    def login(
        self,
        macaroons: Annotated[list[list[Json]], secret("macaroon")],
        *,
        auth_tag: str | UnsetType = UNSET,
        bakery_version: Annotated[int | UnsetType, versions(first="2.8")] = UNSET,
        cli_args: Annotated[str | UnsetType, versions(first="2.6")] = UNSET,
        client_version: Annotated[str | UnsetType, versions(first="2.8")] = UNSET,
        credentials: Annotated[str | UnsetType, secret("password")] = UNSET,
        nonce: str | UnsetType = UNSET,
        token: Annotated[str | UnsetType, versions(first="3.3"), secret("token")] = UNSET,
        user_data: str | UnsetType = UNSET,
    ) -> LoginResult:
        """Log in; a macaroon to discharge is an answer here, not an error. Juju 2.0 and later."""

    @call("Login", until=0)
    def login_v0(
        self,
        auth_tag: str,
        credentials: Annotated[str, juju1("Password"), secret("password")],
        *,
        nonce: str | UnsetType = UNSET,
    ) -> LoginResult:
        """Log in to Juju 1 with the first shape; the only one that 1.18 and 1.20 take. Up to Juju 1.25."""

    @call("Login", since=1, until=2, juju1="kebab")
    def login_v2(
        self,
        auth_tag: str,
        credentials: Annotated[str, secret("password")],
        *,
        nonce: str | UnsetType = UNSET,
    ) -> LoginResultV1:
        """Log in to Juju 1 with the newer shape.

        Version 2 without a model in the path serves the controller only. Juju 1.22 to 1.25.
        """

    @call("RedirectInfo", since=3)
    def redirect_info(self) -> RedirectInfoResult:
        """Where to go after a login that answered ``redirection required``.

        It is an error on a controller that did not redirect. Juju 2.0 and later.
        """

    @call("LoginDevice", since=4)
    def login_device(self) -> DeviceLogin:
        """Start a device login at JIMM: show the user the code and the address where to enter it."""

    @call("GetDeviceSessionToken", since=4, parks=True)
    def get_device_session_token(self) -> SessionToken:
        """Wait until the user has finished the device login; answers with the session token."""

    @call("LoginWithSessionToken", since=4)
    def login_with_session_token(self, session_token: Annotated[str, secret("token")]) -> LoginResult:
        """Log in to JIMM with a session token; ``session token invalid`` means to start over."""

    @call("LoginWithClientCredentials", since=4)
    def login_with_client_credentials(
        self, client_id: str, client_secret: Annotated[str, secret("client secret")]
    ) -> LoginResult:
        """Log in to JIMM as a service account."""
