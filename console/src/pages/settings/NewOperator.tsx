import { useMutation } from "@apollo/client/react";
import { Form, Input, Modal, Select } from "antd";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { CreateOperatorDocument, type CreateOperatorMutationVariables } from "./operations.generated";

export function NewOperator({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const { settings, common } = useText();
  const [form] = Form.useForm<CreateOperatorMutationVariables>();
  const [create, { error, loading }] = useMutation(CreateOperatorDocument);
  const submit = async (variables: CreateOperatorMutationVariables) => {
    if ((await create({ variables }).catch(() => null)) === null) return;
    onMade();
    onClose();
  };
  return (
    <Modal
      open
      title={settings.newOperator}
      okText={common.save}
      cancelText={common.cancel}
      okButtonProps={{ loading }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {error === undefined ? null : <Failure error={error} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ role: "OPERATOR" }}
        onFinish={(values) => void submit(values)}
      >
        <Form.Item name="username" label={settings.username} rules={[{ required: true, pattern: /^[\w.@-]{1,64}$/ }]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="password" label={settings.password} rules={[{ required: true, min: 8, max: 256 }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item name="role" label={settings.role}>
          <Select options={Object.entries(common.roles).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
