"""The shape of every refusal: RFC 9457, problem details."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class FieldErrorOut(BaseModel):
    """What is wrong with one parameter or one member of the body."""

    place: str = Field(description="where: query.limit, body.name, path.id")
    message: str
    type: str = Field(description="stable code of the kind of error")


class ProblemOut(BaseModel):
    """Why something was refused; members beside these belong to single kinds of problem."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:kehoach:problem:not_found",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "There is no such document. Check the address or the identifier.",
                    "instance": "urn:kehoach:request:01930f3a5c7b4e2f8a9d0c1b2e3f4a5b",
                }
            ]
        },
    )

    type: str = Field(description="urn:kehoach:problem:KIND, stable")
    title: str = Field(description="the name of the status")
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="what happened and what to do, in Vietnamese or English")
    instance: str = Field(description="urn:kehoach:request:ID, as in the logs of the service")
    errors: tuple[FieldErrorOut, ...] | None = Field(None, description="only for invalid_request")
