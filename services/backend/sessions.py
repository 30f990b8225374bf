"""`/session`, `/tokens`, passwords: how people and programs sign in. Secrets are shown once."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, BaseModel, Field, SecretStr

from handlers.credits.arguments import PRINTABLE
from services.accounts import Accounts, Caller, RequestCaller, is_self_or
from services.accounts.credentials import Token
from services.accounts.incoming import COOKIE, Incoming
from services.accounts.passwords import checked_password
from services.accounts.signing_in import LASTS, SigningIn
from services.accounts.tokens import make_token, revoke_token
from services.backend.users import user_object
from services.people import People
from services.web.problems import Problem

router = APIRouter(tags=["accounts"])

TOKEN_LONGEST_DAYS = 3_650


def _checked(password: SecretStr) -> SecretStr:
    checked_password(password.get_secret_value())
    return password


class Account(BaseModel):
    """Who somebody says they are."""

    username: str = Field(max_length=256)
    password: SecretStr


class PasswordChange(BaseModel):
    """A new password; a person gives the present one with it, if they have one."""

    password: Annotated[SecretStr, AfterValidator(_checked)]
    current: SecretStr | None = None


class TokenWanted(BaseModel):
    """What a token is for, and whose it is to be: the caller's own, unless an operator says."""

    label: str = Field(min_length=1, max_length=100, pattern=PRINTABLE)
    user_id: int | None = None
    expires_in_days: int | None = Field(default=None, ge=1, le=TOKEN_LONGEST_DAYS)


@router.post("/session")
async def sign_in(account: Account, request: Request, response: Response) -> dict[str, Any]:
    """Sign in; the cookie that comes back is the session."""
    incoming = Incoming.of(request.scope)
    signed_in = await _signing_in(request).sign_in(
        account.username, account.password.get_secret_value(), incoming.address
    )
    response.set_cookie(
        COOKIE,
        signed_in.cookie,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=incoming.is_encrypted,
    )
    user = user_object(signed_in.named)
    return {"user": user, "role": user["role"], "expires_at": signed_in.session.expires_at}


@router.get("/session")
async def session(request: Request, caller: RequestCaller) -> dict[str, Any]:
    """Who one is here; `user` is null where authentication is open and nobody signed in."""
    if caller.person is None:
        return {"user": None, "role": caller.role}
    people: People = request.app.state.people
    return {"user": user_object(await people.one(caller.person)), "role": caller.role}


@router.delete("/session", status_code=204)
async def sign_out(request: Request, response: Response, _: RequestCaller) -> None:
    if cookie := Incoming.of(request.scope).cookie:
        await _signing_in(request).sign_out(cookie)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


@router.put("/users/{user_id}/password", status_code=204)
async def set_password(
    user_id: int,
    wanted: PasswordChange,
    request: Request,
    caller: Annotated[Caller, is_self_or()],
) -> None:
    """Ends the user's other sessions. Operators need not know the present password of others."""
    incoming, signing_in = Incoming.of(request.scope), _signing_in(request)
    await _require_present(request, user_id)
    if caller.is_self(user_id):
        current = wanted.current.get_secret_value() if wanted.current else None
        await signing_in.require_password(user_id, current, incoming.address)
    cookie = incoming.cookie if caller.is_self(user_id) else None
    await signing_in.set_password(user_id, wanted.password.get_secret_value(), cookie)


@router.get("/tokens/")
async def list_tokens(request: Request, caller: RequestCaller) -> list[dict[str, Any]]:
    """One's own tokens; an operator's list has everybody's."""
    owner = None if caller.may() else caller.person
    return [token_object(one) for one in await _accounts(request).credentials.tokens(owner)]


@router.post("/tokens/", status_code=201)
async def create_token(
    wanted: TokenWanted, request: Request, caller: RequestCaller
) -> dict[str, Any]:
    """A token; `token` is its text, which is shown this once."""
    owner = caller.person if wanted.user_id is None else wanted.user_id
    if owner is None:
        raise Problem(422, "user_id: nobody is signed in, so it has to say whose the token is")
    caller.require_self_or(owner)
    await _require_present(request, owner)
    days = wanted.expires_in_days
    expires_at = None if days is None else datetime.now(UTC) + timedelta(days=days)
    made = await make_token(_accounts(request).credentials, owner, wanted.label, expires_at)
    return {**token_object(made.token), "token": made.text}


@router.delete("/tokens/{token_id}", status_code=204)
async def delete_token(token_id: str, request: Request, caller: RequestCaller) -> None:
    accounts = _accounts(request)
    token = await accounts.credentials.token(token_id)
    if token is None or not (caller.may() or caller.is_self(token.person)):
        raise Problem(404, f"there is no token {token_id[:40]!r} of yours")
    await revoke_token(accounts, token_id)


def token_object(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "user_id": token.person,
        "label": token.label,
        "created_at": token.made_at,
        "expires_at": token.expires_at,
    }


async def _require_present(request: Request, user_id: int) -> None:
    """Raises `Problem` or `Refused` where there is nobody, or nobody any more."""
    people: People = request.app.state.people
    if (await people.one(user_id)).person.erased_at is not None:
        raise Problem(410, f"user {user_id} was erased")


def _signing_in(request: Request) -> SigningIn:
    signing_in: SigningIn = request.app.state.signing_in
    return signing_in


def _accounts(request: Request) -> Accounts:
    accounts: Accounts = request.app.state.accounts
    return accounts
