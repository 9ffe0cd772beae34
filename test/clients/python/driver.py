"""usage: driver.py <base URL> <appid> <secret> <folder of files to upload>

Takes wechatpy through the API; ../journey.ts says which steps there are and what each prints.
"""

import sys

from wechatpy import WeChatClient

from driver_materials import materials, media, video
from steps import step, until

BASE_URL, APP_ID, APP_SECRET, FILES = sys.argv[1:]


class Client(WeChatClient):
    """Pointed at the simulator. WeChatClient writes the token's address out, so a subclass says that too."""

    API_BASE_URL = BASE_URL + "/cgi-bin/"

    def fetch_access_token(self):
        return self._fetch_access_token(
            url=self.API_BASE_URL + "token",
            params={"grant_type": "client_credential", "appid": self.appid, "secret": self.secret},
        )


client = Client(APP_ID, APP_SECRET)


def tokens():
    def fetched():
        reply = client.fetch_access_token()
        return {"token": reply["access_token"], "secondsLeft": reply["expires_in"]}

    step("token.first", fetched)
    step("token.renewed", fetched)
    step("token.wrongSecret", lambda: Client(APP_ID, "not-the-secret").access_token)


def as_user(user):
    return {
        "follows": user["subscribe"] == 1,
        "openid": user["openid"],
        "unionid": user["unionid"],
        "remark": user["remark"],
        "tagIds": user["tagid_list"],
        "scene": user["subscribe_scene"],
    }


def as_page(page):
    return {
        "total": page.get("total"),
        "count": page["count"],
        "openids": page.get("data", {}).get("openid", []),
        "next": page.get("next_openid"),
    }


def users():
    everyone = step("users.list", lambda: as_page(client.user.get_followers()))
    openids = everyone["openids"]
    step("users.listAfterLast", lambda: as_page(client.user.get_followers(everyone["next"])))
    step("users.iterated", lambda: len(list(client.user.iter_followers())))
    step("users.info", lambda: as_user(client.user.get(openids[0])))
    step("users.infoOfGarbage", lambda: client.user.get("garbage"))
    step("users.infos", lambda: [as_user(user) for user in client.user.get_batch(openids[:3])])
    step("users.infosOfTooMany", lambda: client.user.get_batch([openids[0]] * 101))
    step("users.remark", lambda: client.user.update_remark(openids[4], "王小姐 <VIP>")["errcode"])
    step("users.infoWithRemark", lambda: as_user(client.user.get(openids[4])))
    return openids


def tags():
    made = step("tags.create", lambda: client.tag.create("广东客户🎉"))
    second = step("tags.createSecond", lambda: client.tag.create("to be deleted"))
    step("tags.createTaken", lambda: client.tag.create("广东客户🎉"))
    step("tags.list", client.tag.get)
    step("tags.update", lambda: client.tag.update(made["id"], "广东 & <深圳>")["errcode"])
    step("tags.delete", lambda: client.tag.delete(second["id"])["errcode"])
    step("tags.deleteOfSystem", lambda: client.tag.delete(2))
    step("tags.listAfterwards", client.tag.get)
    return made["id"]


def tagging(openids, tag_id):
    step("tagging.tag", lambda: client.tag.tag_user(tag_id, openids[:3])["errcode"])
    step("tagging.tagTooMany", lambda: client.tag.tag_user(tag_id, openids[:51]))
    step("tagging.tagsOfUser", lambda: client.tag.get_user_tag(openids[0]))
    step("tagging.usersOfTag", lambda: list(client.tag.iter_tag_users(tag_id)))
    step("tagging.untag", lambda: client.tag.untag_user(tag_id, openids[2])["errcode"])
    first = step("tagging.usersAfterwards", lambda: as_page(client.tag.get_tag_users(tag_id)))
    step("tagging.usersAfterLast", lambda: as_page(client.tag.get_tag_users(tag_id, first["next"])))
    step("tagging.unknownTag", lambda: client.tag.tag_user(999, openids[0]))


def groups(openids):
    """The API of groups, which tags took the place of."""
    made = step("groups.create", lambda: client.group.create("老客户")["group"])
    step("groups.move", lambda: client.group.move_user(openids[10], made["id"])["errcode"])
    step("groups.moveMany", lambda: client.group.move_user(openids[11:13], made["id"])["errcode"])
    step("groups.ofUser", lambda: client.group.get(openids[11]))
    step("groups.rename", lambda: client.group.update(made["id"], "新客户")["errcode"])
    step("groups.list", client.group.get)
    step("groups.delete", lambda: client.group.delete(made["id"])["errcode"])


def blacklist(openids):
    step("blacklist.get", lambda: as_page(client.tag.get_black_list()))
    step("blacklist.add", lambda: client.tag.batch_black_list([openids[58]])["errcode"])
    step("blacklist.getWithTwo", lambda: as_page(client.tag.get_black_list()))
    step("blacklist.remove", lambda: client.tag.batch_unblack_list([openids[58]])["errcode"])
    step("blacklist.addTooMany", lambda: client.tag.batch_black_list(openids[:21]))
    step("blacklist.getAfterLast", lambda: as_page(client.tag.get_black_list(openids[59])))


def as_send(sent):
    return {"msgId": str(sent["msg_id"]), "accepted": sent["errcode"] == 0}


def as_state(state):
    return {"msgId": str(state["msg_id"]), "status": state["msg_status"]}


def get_mass(msg_id):
    return until(lambda: client.message.get_mass(msg_id), lambda state: state["msg_status"] != "SENDING")


def mass_sends(openids, tag_id):
    text = client.message.send_mass_text
    hello = lambda name, users: text(users, "hello", client_msg_id=name)
    sent = step("mass.toTag", lambda: as_send(text(tag_id, "亲爱的广东客户 👋", client_msg_id="to-tag")))
    step("mass.toTagAgain", lambda: text(tag_id, "亲爱的广东客户 👋", client_msg_id="to-tag"))
    step("mass.toOpenids", lambda: as_send(hello("to-openids", openids[2:4])))
    step("mass.toOne", lambda: hello("to-one", openids[:1]))
    step("mass.toAll", lambda: as_send(text(None, "to everyone", is_to_all=True, client_msg_id="to-all")))
    step("mass.withoutClientMsgId", lambda: as_send(text(openids[4:6], "no id")))
    step("mass.withoutClientMsgIdAgain", lambda: text(openids[4:6], "no id"))
    step("mass.get", lambda: as_state(get_mass(int(sent["msgId"]))))
    step("mass.getUnknown", lambda: client.message.get_mass(1))
    step("mass.deleteText", lambda: client.message.delete_mass(int(sent["msgId"])))
    step("preview.toOpenid", lambda: as_send(text(openids[0], "预览", preview=True)))
    step("preview.toName", lambda: as_send(text("wang-xiaojie", "预览", preview=True)))
    step("preview.toUnknownName", lambda: text("garbage", "预览", preview=True))
    step("preview.toBlacklisted", lambda: text(openids[59], "预览", preview=True))


def mass_media(openids, tag_id, mp_video, news):
    sends = {
        "video": lambda: client.message.send_mass_video(tag_id, mp_video, client_msg_id="video"),
        "news": lambda: client.message.send_mass_article(openids[6:8], news, client_msg_id="news"),
    }
    for kind, send in sends.items():
        sent = step(f"mass.{kind}", lambda: as_send(send()))
        msg_id = int(sent["msgId"]) if sent else 0
        step(f"mass.{kind}Sent", lambda: as_state(get_mass(msg_id)))
        step(f"mass.{kind}Delete", lambda: client.message.delete_mass(msg_id)["errcode"])
        step(f"mass.{kind}Deleted", lambda: as_state(client.message.get_mass(msg_id)))


def main():
    tokens()
    openids = users()
    tag_id = tags()
    tagging(openids, tag_id)
    groups(openids)
    blacklist(openids)
    mass_sends(openids, tag_id)
    media(client, FILES)
    news = materials(client, FILES)
    mass_media(openids, tag_id, video(client, FILES), news)


main()
