import { useMutation } from "@apollo/client/react";
import { Button, Form, Input, InputNumber, Modal } from "antd";
import { useState } from "react";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { ReplaceTokenDocument, type ReplaceTokenMutationVariables } from "./operations.generated";

/** Puts in a token that somebody got elsewhere; it is tried at WeChat before it is used, and shown nowhere. */
export function ReplaceToken({ onChanged }: { onChanged: () => void }) {
  const { settings, common } = useText();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<ReplaceTokenMutationVariables>();
  const [replace, { error, loading }] = useMutation(ReplaceTokenDocument);
  const save = async (variables: ReplaceTokenMutationVariables) => {
    if ((await replace({ variables }).catch(() => null)) === null) return;
    setOpen(false);
    onChanged();
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{settings.replace}</Button>
      <Modal
        open={open}
        title={settings.replace}
        okText={common.save}
        cancelText={common.cancel}
        okButtonProps={{ loading }}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p className="quiet">{settings.replaceLead}</p>
        {error === undefined ? null : <Failure error={error} />}
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          preserve={false}
          initialValues={{ expiresInSeconds: 7200 }}
          onFinish={(variables) => void save(variables)}
        >
          <Form.Item name="token" label={settings.newToken} rules={[{ required: true, min: 32, max: 512 }]}>
            <Input.Password autoComplete="off" />
          </Form.Item>
          <Form.Item name="expiresInSeconds" label={settings.goodFor} rules={[{ required: true }]}>
            <InputNumber min={60} max={7200} precision={0} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
