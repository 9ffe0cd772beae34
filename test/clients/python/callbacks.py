"""usage: callbacks.py <callback token> <EncodingAESKey> <appid>

Reads tasks, one a line, and does them with wechatpy; ../support/callback-tasks.ts says what they are.
"""

import json
import sys

import xmltodict
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.utils import check_signature

TOKEN, AES_KEY, APP_ID = sys.argv[1:]
crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)


def read(signature, timestamp, nonce, body):
    message = crypto.decrypt_message(body, signature, timestamp, nonce)
    return {"message": message, "understood": understood(parse_message(message))}


def understood(event):
    if event.type != "event" or event.event != "masssendjobfinish":
        return {"event": getattr(event, "event", None), "openid": event.source}
    counts = [event.total_count, event.filter_count, event.sent_count, event.error_count]
    return {"event": event.event, "msgId": str(event.id), "status": event.status, "counts": counts}


def write(message, timestamp, nonce):
    reply = xmltodict.parse(crypto.encrypt_message(message, nonce, timestamp))["xml"]
    return {
        "encrypt": reply["Encrypt"],
        "signature": reply["MsgSignature"],
        "timestamp": reply["TimeStamp"],
        "nonce": reply["Nonce"],
    }


def check(signature, timestamp, nonce):
    check_signature(TOKEN, signature, timestamp, nonce)
    return {"right": True}


TASKS = {"read": read, "write": write, "check": check}

for line in sys.stdin:
    details = json.loads(line)
    act = TASKS[details.pop("task")]
    try:
        answer = act(**details)
    except (InvalidSignatureException, InvalidAppIdException):
        answer = {"refused": True}
    print(json.dumps(answer), flush=True)
