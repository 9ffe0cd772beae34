"""One line of JSON per step: what the library returned, the errcode it refused with, or what else it raised."""

import json
import time
import traceback

from wechatpy.exceptions import WeChatClientException


def step(name, act):
    """Runs the step, prints its line, returns what it returned."""
    returned = None
    try:
        returned = act()
        line = {"step": name, "returned": returned}
    except WeChatClientException as error:
        line = {"step": name, "refused": error.errcode}
    except Exception:
        line = {"step": name, "failed": traceback.format_exc()}
    print(json.dumps(line), flush=True)
    return returned


def until(ask, done):
    """Asks until `done`, for a while; returns the last answer."""
    for _ in range(100):
        answer = ask()
        if done(answer):
            break
        time.sleep(0.05)
    return answer
