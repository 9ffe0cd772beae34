"""Media, permanent material and videos."""

import hashlib

from steps import step


def digest(response):
    return hashlib.sha256(response.content).hexdigest()


def with_file(path, act):
    with open(path, "rb") as file:
        return act(file)


def media(client, files):
    """Temporary media."""

    def upload():
        reply = with_file(f"{files}/picture.png", lambda file: client.media.upload("image", file))
        return {"type": reply["type"], "mediaId": reply["media_id"]}

    uploaded = step("media.upload", upload)
    step("media.download", lambda: digest(client.media.download(uploaded["mediaId"])))
    step("media.downloadUnknown", lambda: client.media.download("unknown"))
    step("media.uploadImg", lambda: with_file(f"{files}/picture.png", client.media.upload_image))


def materials(client, files):
    """Permanent material. Returns what a news send takes."""

    def add():
        reply = with_file(f"{files}/封面.png", lambda file: client.material.add("image", file))
        return {"mediaId": reply["media_id"], "url": reply["url"]}

    def add_thumb():
        return with_file(f"{files}/thumb.jpg", lambda file: client.material.add("thumb", file))["media_id"]

    picture = step("material.add", add)
    step("material.count", lambda: as_count(client.material.get_count()))
    step("material.list", lambda: as_list(client.material.batchget("image", 0, 20)))
    step("material.listTooMany", lambda: client.material.batchget("image", 0, 21))
    step("material.get", lambda: digest(client.material.get(picture["mediaId"])))
    thumb = step("material.addThumb", add_thumb)
    article = {"title": "春季上新", "content": "<p>新品</p>", "thumb_media_id": thumb, "author": "编辑"}
    news = step("news.upload", lambda: client.media.upload_articles([article])["media_id"])
    step("material.delete", lambda: client.material.delete(picture["mediaId"])["errcode"])
    step("material.getDeleted", lambda: client.material.get(picture["mediaId"]))
    return news


def video(client, files):
    """From a file to what an mpvideo send takes."""
    film = f"{files}/film.mp4"

    def add():
        return with_file(film, lambda file: client.material.add("video", file, "新品发布", "三分钟看完"))["media_id"]

    def get():
        reply = client.material.get(permanent)
        return {"title": reply["title"], "description": reply["description"], "url": reply["down_url"]}

    def convert(media_id):
        return client.media.upload_video(media_id, "新品发布", "三分钟看完")["media_id"]

    permanent = step("video.addPermanent", add)
    step("video.getPermanent", get)
    step("video.convertPermanent", lambda: convert(permanent))
    upload = lambda file: client.media.upload("video", file)["media_id"]
    temporary = step("video.uploadTemporary", lambda: with_file(film, upload))
    return step("video.convertTemporary", lambda: convert(temporary))


def as_count(reply):
    return {kind: reply[f"{kind}_count"] for kind in ("image", "video", "voice", "news")}


def as_list(reply):
    items = [{"mediaId": item["media_id"], "name": item["name"]} for item in reply["item"]]
    return {"total": reply["total_count"], "count": reply["item_count"], "items": items}
