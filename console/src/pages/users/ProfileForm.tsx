import { useMutation } from "@apollo/client/react";
import { Button, Cascader, Checkbox, Form, Input, Select, Space } from "antd";
import { usePlaces } from "../../audience/places";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { today } from "../../ui/format";
import { UpdateUserDocument, type UpdateUserMutationVariables, UserProfileDocument } from "./operations.generated";
import type { Profile } from "./profile";

type Update = UpdateUserMutationVariables["input"];

interface Values {
  nickname: string;
  realName: string;
  phone: string;
  sex: NonNullable<Update["sex"]>;
  birthday: string;
  place: number[];
  job: string;
  vip: boolean;
}

/** What an admin may put right about a person. Only what was changed is sent. */
export function ProfileForm({ user, onClose }: { user: Profile; onClose: () => void }) {
  const { users, audience, common } = useText();
  const places = usePlaces();
  const [update, { error, loading }] = useMutation(UpdateUserDocument, {
    refetchQueries: [UserProfileDocument, "Users"],
    awaitRefetchQueries: true,
  });
  const before = valuesOf(user);
  const save = async (after: Values) => {
    const input = changesOf(before, after);
    if (Object.keys(input).length > 0 && (await update({ variables: { id: user.id, input } }).catch(() => null)) === null) return;
    onClose();
  };
  const { fields } = users;
  return (
    <Form layout="vertical" requiredMark={false} initialValues={before} onFinish={(after: Values) => void save(after)}>
      <Form.Item name="nickname" label={users.nickname}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="realName" label={fields.realName}>
        <Input maxLength={50} />
      </Form.Item>
      <Form.Item name="phone" label={fields.phone} rules={[{ pattern: /^\+?[\d\s-]{5,24}$/, message: users.phoneRule }]}>
        <Input inputMode="tel" />
      </Form.Item>
      <Form.Item name="sex" label={fields.sex}>
        <Select options={Object.entries(audience.sexes).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="birthday" label={fields.birthday}>
        <Input type="date" min="1900-01-01" max={today()} />
      </Form.Item>
      <Form.Item name="place" label={fields.place}>
        <Cascader changeOnSelect showSearch options={places === null ? [] : [...places.tree]} />
      </Form.Item>
      <Form.Item name="job" label={fields.job}>
        <Input maxLength={30} />
      </Form.Item>
      <Form.Item name="vip" valuePropName="checked">
        <Checkbox>{fields.vip}</Checkbox>
      </Form.Item>
      {error === undefined ? null : <Failure error={error} />}
      <Space>
        <Button htmlType="submit" loading={loading}>
          {common.save}
        </Button>
        <Button type="text" onClick={onClose}>
          {common.cancel}
        </Button>
      </Space>
    </Form>
  );
}

function valuesOf({ phone, info }: Profile): Values {
  return {
    nickname: info?.nickname ?? "",
    realName: info?.realName ?? "",
    phone: phone ?? "",
    sex: info?.sex ?? "UNKNOWN",
    birthday: info?.birthday ?? "",
    place: [info?.provinceId, info?.cityId, info?.regionId].filter((code) => code != null),
    job: info?.job ?? "",
    vip: info?.vip ?? false,
  };
}

/** Emptied is null: the API takes it for "not known". */
function changesOf(before: Values, after: Values): Update {
  const input: Update = {};
  for (const name of ["nickname", "realName", "phone", "birthday", "job"] as const) {
    const next = after[name].trim();
    if (next !== before[name]) input[name] = next === "" ? null : next;
  }
  if (after.sex !== before.sex) input.sex = after.sex;
  if (after.vip !== before.vip) input.vip = after.vip;
  const [provinceId = null, cityId = null, regionId = null] = after.place ?? [];
  if (String(after.place ?? []) !== String(before.place)) Object.assign(input, { provinceId, cityId, regionId });
  return input;
}
