import { useMutation } from "@apollo/client/react";
import { Button, Drawer, Form, Input, Switch } from "antd";
import { useState } from "react";
import { AudiencePicker } from "../../audience/AudiencePicker";
import { type AudienceInput, parseInput } from "../../audience/expression";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { CreateTagDocument, UpdateTagDocument } from "./operations.generated";
import type { TagRow } from "./tag-row";

interface Values {
  name: string;
  group?: string;
  description?: string;
  mirrorToWeChat: boolean;
}

/** A tag as it shall be: null makes a new one. */
export function TagDrawer({ tag, onClose, onSaved }: { tag: TagRow | null; onClose: () => void; onSaved: () => void }) {
  const { tags, common } = useText();
  const [form] = Form.useForm<Values>();
  const [hasRule, setHasRule] = useState(tag?.rule != null);
  const before = parseInput(tag?.rule?.json ?? null);
  const [rule, setRule] = useState<AudienceInput | null>(before ?? { everyone: true });
  const [create, creating] = useMutation(CreateTagDocument);
  const [update, updating] = useMutation(UpdateTagDocument);
  const error = creating.error ?? updating.error;
  const save = async ({ name, group, description, mirrorToWeChat }: Values) => {
    const input = { name, group: group || null, description: description || null, mirrorToWeChat, rule: hasRule ? rule : null };
    const done = await (tag === null ? create({ variables: { input } }) : update({ variables: { id: tag.id, input } })).catch(() => null);
    if (done === null) return;
    onSaved();
    onClose();
  };
  const unfinished = hasRule && rule === null;
  return (
    <Drawer
      open
      onClose={onClose}
      size={640}
      title={tag === null ? tags.newTag : tags.editTag(tag.name)}
      extra={
        <Button disabled={unfinished} loading={creating.loading || updating.loading} onClick={() => form.submit()}>
          {common.save}
        </Button>
      }
    >
      {error === undefined ? null : <Failure error={error} />}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => void save(values)}
        initialValues={{
          name: tag?.name ?? "",
          group: tag?.group ?? "",
          description: tag?.description ?? "",
          mirrorToWeChat: tag?.mirrorToWeChat ?? false,
        }}
      >
        <Form.Item name="name" label={common.name} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="group" label={tags.columns.group}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="description" label={tags.description}>
          <Input.TextArea maxLength={500} rows={3} />
        </Form.Item>
        <Form.Item name="mirrorToWeChat" label={tags.mirror} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item label={tags.rule} htmlFor="tag-rule">
          <Switch id="tag-rule" checked={hasRule} onChange={setHasRule} />
        </Form.Item>
      </Form>
      {hasRule ? <AudiencePicker initial={before} onChange={setRule} /> : null}
    </Drawer>
  );
}
