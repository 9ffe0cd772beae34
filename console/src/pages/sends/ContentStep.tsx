import { Button, Form, Input, Segmented } from "antd";
import { useText } from "../../text/language";
import { useFormat } from "../../ui/format";
import { CONTENT_KINDS, emptyContent, isWhole, kindOf, type MassSendContentInput, textLength } from "./content";
import { MaterialSelect } from "./MaterialSelect";
import type { DraftContent } from "./send-detail";

interface StepProps {
  draft: DraftContent;
  onChange: (draft: DraftContent) => void;
  onNext: () => void;
}

export function ContentStep({ draft, onChange, onNext }: StepProps) {
  const { sends } = useText();
  const kind = kindOf(draft.content);
  const change = (content: MassSendContentInput) => onChange({ ...draft, content });
  return (
    <Form className="panel" layout="vertical" requiredMark={false} onFinish={onNext}>
      <Form.Item label={sends.name} htmlFor="send-name">
        <Input id="send-name" maxLength={64} value={draft.name} onChange={({ target }) => onChange({ ...draft, name: target.value })} />
      </Form.Item>
      <Segmented
        className="search-box"
        aria-label={sends.kind}
        value={kind}
        options={CONTENT_KINDS.map((value) => ({ value, label: sends.contentKinds[value] }))}
        onChange={(next) => change(emptyContent(next))}
      />
      <Content content={draft.content} onChange={change} />
      <Button htmlType="submit" disabled={draft.name.trim() === "" || !isWhole(draft.content)}>
        {sends.nextStep}
      </Button>
    </Form>
  );
}

function Content({ content, onChange }: { content: MassSendContentInput; onChange: (content: MassSendContentInput) => void }) {
  const { sends } = useText();
  if (content.text !== undefined) return <TextContent text={content.text} onChange={(text) => onChange({ text })} />;
  if (content.cardId !== undefined)
    return (
      <Form.Item label={sends.contentKinds.cardId} htmlFor="send-card">
        <Input id="send-card" maxLength={200} value={content.cardId} onChange={({ target }) => onChange({ cardId: target.value })} />
      </Form.Item>
    );
  return <MaterialSelect content={content} onChange={onChange} />;
}

function TextContent({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { sends } = useText();
  const { n } = useFormat();
  const { characters, bytes, tooLong } = textLength(text);
  return (
    <Form.Item
      label={sends.text}
      htmlFor="send-text"
      validateStatus={tooLong ? "error" : ""}
      help={tooLong ? sends.textTooLong : undefined}
      extra={sends.textCount(n(characters), n(bytes))}
    >
      <Input.TextArea id="send-text" rows={8} value={text} onChange={({ target }) => onChange(target.value)} />
    </Form.Item>
  );
}
