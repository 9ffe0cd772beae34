import { useMutation } from "@apollo/client/react";
import { Alert, Form, Input, Modal, Select } from "antd";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import {
  CreateWebhookDocument,
  type CreateWebhookMutationVariables,
  UpdateWebhookDocument,
  type WebhookRowFragment,
} from "./operations.generated";

interface WebhookFormProps {
  /** Null: a new one, whose secret is shown once it is made. */
  webhook: WebhookRowFragment | null;
  onClose: () => void;
  onSaved: () => void;
}

export function WebhookForm({ webhook, onClose, onSaved }: WebhookFormProps) {
  const { webhooks, common } = useText();
  const [form] = Form.useForm<CreateWebhookMutationVariables>();
  const [create, creating] = useMutation(CreateWebhookDocument, { fetchPolicy: "no-cache" });
  const [update, updating] = useMutation(UpdateWebhookDocument);
  const error = creating.error ?? updating.error;
  const secret = creating.data?.createWebhook.secret;
  const save = async (variables: CreateWebhookMutationVariables) => {
    const saved = webhook === null ? create({ variables }) : update({ variables: { id: webhook.id, ...variables } });
    if ((await saved.catch(() => null)) === null) return;
    onSaved();
    if (webhook !== null) onClose();
  };
  return (
    <Modal
      open
      title={webhook === null ? webhooks.add : webhooks.edit}
      okText={secret ? common.close : common.save}
      cancelText={common.cancel}
      okButtonProps={{ loading: creating.loading || updating.loading }}
      onOk={secret ? onClose : () => form.submit()}
      onCancel={onClose}
    >
      {error === undefined ? null : <Failure error={error} />}
      {secret ? (
        <Alert type="warning" title={webhooks.secretOnce} description={<span className="mono">{secret}</span>} />
      ) : (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ url: webhook?.url ?? "https://", events: webhook?.events ?? ["MASS_SEND_COMPLETED", "MASS_SEND_FAILED"] }}
          onFinish={(variables) => void save(variables)}
        >
          <Form.Item name="url" label={webhooks.url} rules={[{ required: true, pattern: /^https?:\/\/\S+$/, message: webhooks.urlRule }]}>
            <Input inputMode="url" maxLength={2_000} />
          </Form.Item>
          <Form.Item name="events" label={webhooks.events} rules={[{ required: true, type: "array", min: 1 }]}>
            <Select mode="multiple" options={Object.entries(webhooks.names).map(([value, label]) => ({ value, label }))} />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}
