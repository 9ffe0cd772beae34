import { Button, Input } from "antd";
import { useState } from "react";
import { useText } from "../../../text/language";

/** The address that an approver needs; browsers let a page copy by itself only where it is served safely. */
export function AskApproval({ id }: { id: string }) {
  const { release } = useText();
  const [copied, setCopied] = useState(false);
  const address = `${window.location.origin}/sends/${id}?step=confirm`;
  return (
    <>
      <p>{release.request}</p>
      <div className="page-actions">
        <Input className="value-wide" readOnly aria-label={release.request} value={address} onFocus={({ target }) => target.select()} />
        {window.isSecureContext ? (
          <Button onClick={() => void navigator.clipboard.writeText(address).then(() => setCopied(true))}>
            {copied ? release.copied : release.copy}
          </Button>
        ) : null}
      </div>
    </>
  );
}
