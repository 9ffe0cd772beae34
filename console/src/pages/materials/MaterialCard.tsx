import { Button } from "antd";
import { Link } from "react-router";
import { whyUnusable } from "../../materials/why-unusable";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { When } from "../../ui/When";
import type { MaterialCardFragment } from "./operations.generated";

/** One material: how it looks, whether a mass send can carry it, and if not why and what to do. */
export function MaterialCard({ material, onUpload }: { material: MaterialCardFragment; onUpload: () => void }) {
  const { materials } = useText();
  const { kind, title, updatedAt } = material;
  const why = whyUnusable(material);
  const name = title ?? materials.untitled;
  return (
    <li className="panel material" data-usable={why === null}>
      <Look material={material} name={name} />
      <h2>{name}</h2>
      <p className="quiet">
        {materials.kinds[kind]} · {materials.changed} <When at={updatedAt} />
      </p>
      <p className={why === null ? "quiet" : "material-reason"}>{why === null ? materials.usable : materials.unusable[why]}</p>
      <Ways material={material} name={name} onUpload={onUpload} />
    </li>
  );
}

/** From this server or the object store: the page's policy loads nothing from elsewhere. */
function Look({ material: { kind, fileUrl }, name }: { material: MaterialCardFragment; name: string }) {
  const { materials } = useText();
  const label = materials.preview(name);
  if (fileUrl !== null && (kind === "IMAGE" || kind === "THUMB")) return <img className="look" src={fileUrl} alt={label} loading="lazy" />;
  // Silent until somebody wants to hear it; nothing but its length and first picture is loaded before.
  if (fileUrl !== null && kind === "VIDEO")
    return <video className="look" src={fileUrl} aria-label={label} controls muted preload="metadata" />;
  return <div className="look">{materials.kinds[kind]}</div>;
}

function Ways({ material, name, onUpload }: { material: MaterialCardFragment; name: string; onUpload: () => void }) {
  const { materials } = useText();
  const mayWrite = useMay("OPERATOR");
  const { kind, url, fileUrl, usableInMassSend } = material;
  return (
    <div className="page-actions">
      {mayWrite && usableInMassSend ? (
        <Link to={`/sends/new?content=${encodeURIComponent(contentOf(material))}`} aria-label={materials.sendLabel(name)}>
          {materials.send}
        </Link>
      ) : null}
      {mayWrite && !usableInMassSend && kind !== "NEWS" ? <Button onClick={onUpload}>{materials.uploadOriginal}</Button> : null}
      {fileUrl === null ? null : (
        <a href={fileUrl} download aria-label={materials.fileLabel(name)}>
          {materials.fetchFile}
        </a>
      )}
      {url === null ? null : (
        <a href={url} target="_blank" rel="noreferrer">
          {materials.atWeChat}
        </a>
      )}
    </div>
  );
}

/** What a send with this material carries, as the composer takes it from its address. */
function contentOf({ kind, id, mediaId }: MaterialCardFragment): string {
  switch (kind) {
    case "NEWS":
      return JSON.stringify({ newsMediaId: mediaId });
    case "VOICE":
      return JSON.stringify({ voiceMaterialId: id });
    case "VIDEO":
      return JSON.stringify({ videoMaterialId: id });
    default:
      return JSON.stringify({ imageMaterialIds: [id] });
  }
}
