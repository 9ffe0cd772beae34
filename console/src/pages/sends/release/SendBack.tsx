import { useMutation } from "@apollo/client/react";
import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useApiLanguage, useText } from "../../../text/language";
import { Failure } from "../../../ui/Failure";
import { RejectSendDocument } from "../operations.generated";
import type { SendDetail } from "../send-detail";

const MAX_REASON = 200;

/** Gives a draft back to its author, with the reason. */
export function SendBack({ send }: { send: SendDetail }) {
  const { release, common } = useText();
  const language = useApiLanguage();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<{ reason: string }>();
  const [reject, { error, loading }] = useMutation(RejectSendDocument, { onCompleted: () => setOpen(false) });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{release.reject}</Button>
      <Modal
        open={open}
        title={release.reject}
        okText={release.reject}
        cancelText={common.cancel}
        okButtonProps={{ loading }}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p className="quiet">{release.rejectLead}</p>
        {error === undefined ? null : <Failure error={error} />}
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          onFinish={({ reason }) => void reject({ variables: { id: send.id, reason, language } }).catch(() => null)}
        >
          <Form.Item name="reason" label={release.rejectReason} rules={[{ required: true, whitespace: true, max: MAX_REASON }]}>
            <Input maxLength={MAX_REASON} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
