"""The machine-readable contract of the gateway, made from the very structs that it reads and writes."""

from inbox.gateway.contract.asyncapi import asyncapi
from inbox.gateway.contract.openapi import openapi
from inbox.gateway.contract.schema import schema

__all__ = ["asyncapi", "openapi", "schema"]
