import { Alert, Button, Drawer, Form, Input, Segmented } from "antd";
import { useState } from "react";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { UploadBroke } from "./put-file";
import { type UploadKind, type UploadState, useUpload } from "./useUpload";

const KIB = 1024;
/** What WeChat takes of each kind, and what the file chooser offers. */
const KINDS: Readonly<Record<UploadKind, { maxBytes: number; accept: string }>> = {
  IMAGE: { maxBytes: 10 * KIB * KIB, accept: ".jpg,.jpeg,.png,.gif,.bmp" },
  VOICE: { maxBytes: 5 * KIB * KIB, accept: ".mp3,.amr,.wav,.wma" },
  VIDEO: { maxBytes: 10 * KIB * KIB, accept: ".mp4" },
  THUMB: { maxBytes: 64 * KIB, accept: ".jpg,.jpeg" },
};

interface UploadDrawerProps {
  kind: UploadKind;
  onKind: (kind: UploadKind) => void;
  onClose: () => void;
  onDone: () => void;
}

/** A file from this computer to WeChat's library, with what recipients of a video read beside it. */
export function UploadDrawer({ kind, onKind, onClose, onDone }: UploadDrawerProps) {
  const { materials } = useText();
  const [file, setFile] = useState<File | null>(null);
  const [texts, setTexts] = useState({ title: "", description: "" });
  const { state, error, begin } = useUpload(onDone);
  const { maxBytes, accept } = KINDS[kind];
  const isTooLarge = file !== null && file.size > maxBytes;
  const isBusy = state.at === "sending" || state.at === "giving";
  return (
    <Drawer open onClose={onClose} size={480} title={materials.upload}>
      <Form layout="vertical" requiredMark={false} onFinish={() => file !== null && void begin({ kind, file, ...texts })}>
        <Form.Item label={materials.kind}>
          <Segmented
            aria-label={materials.kind}
            disabled={isBusy}
            value={kind}
            options={(Object.keys(KINDS) as UploadKind[]).map((value) => ({ value, label: materials.kinds[value] }))}
            onChange={onKind}
          />
        </Form.Item>
        <Form.Item
          label={materials.file}
          htmlFor="material-file"
          validateStatus={isTooLarge ? "error" : ""}
          help={isTooLarge ? materials.tooLarge : materials.limits[kind]}
        >
          <input
            id="material-file"
            className="file-box"
            type="file"
            accept={accept}
            disabled={isBusy}
            onChange={({ target }) => setFile(target.files?.[0] ?? null)}
          />
        </Form.Item>
        {kind === "VIDEO" ? <VideoTexts texts={texts} onChange={setTexts} /> : null}
        <Told state={state} error={error} />
        <Button htmlType="submit" disabled={file === null || isTooLarge} loading={isBusy}>
          {materials.start}
        </Button>
      </Form>
    </Drawer>
  );
}

interface Texts {
  title: string;
  description: string;
}

function VideoTexts({ texts, onChange }: { texts: Texts; onChange: (texts: Texts) => void }) {
  const { materials } = useText();
  return (
    <>
      <Form.Item label={materials.videoTitle} htmlFor="material-title">
        <Input
          id="material-title"
          maxLength={64}
          value={texts.title}
          onChange={({ target }) => onChange({ ...texts, title: target.value })}
        />
      </Form.Item>
      <Form.Item label={materials.description} htmlFor="material-description">
        <Input.TextArea
          id="material-description"
          maxLength={120}
          value={texts.description}
          onChange={({ target }) => onChange({ ...texts, description: target.value })}
        />
      </Form.Item>
    </>
  );
}

function Told({ state, error }: { state: UploadState; error: unknown }) {
  const { materials } = useText();
  const { share } = useFormat();
  if (error instanceof UploadBroke) return <Alert className="failure" type="error" title={materials.broken} description={error.message} />;
  if (error !== undefined) return <Failure error={error} />;
  return (
    <p role="status">
      {state.at === "sending" ? materials.sending(share(state.share, 1)) : null}
      {state.at === "giving" ? materials.toWeChat : null}
      {state.at === "done" ? materials.done(state.title) : null}
    </p>
  );
}
