import { useQuery } from "@apollo/client/react";
import { Button, Descriptions, Drawer, Select, Skeleton } from "antd";
import { useState } from "react";
import { Explanation } from "../../audience/Explanation";
import { type AudienceInput, parseInput } from "../../audience/expression";
import { SegmentNamesDocument } from "../../audience/operations.generated";
import { usePlaces } from "../../audience/places";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Moment } from "../../ui/When";
import { UserProfileDocument } from "./operations.generated";
import { ProfileForm } from "./ProfileForm";
import type { Profile } from "./profile";
import { UserActions } from "./UserActions";

/** Who somebody is; the address says whom. */
export function UserDrawer({ id, audience, onClose }: { id: string | null; audience: AudienceInput | null; onClose: () => void }) {
  const { users } = useText();
  const { data, error, refetch } = useQuery(UserProfileDocument, { variables: { id: id ?? "" }, skip: id === null });
  const user = data?.user;
  return (
    <Drawer
      open={id !== null}
      onClose={onClose}
      size={560}
      title={user?.info?.nickname ?? (user ? users.anonymous : users.title)}
      extra={user ? <UserActions user={user} /> : undefined}
    >
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === undefined ? <Skeleton active /> : null}
      {data?.user === null ? <p className="quiet">{users.notFound}</p> : null}
      {user ? <Person key={user.id} user={user} audience={audience} /> : null}
    </Drawer>
  );
}

/** The facts, or the form to put them right. */
function Person({ user, audience }: { user: Profile; audience: AudienceInput | null }) {
  const { users } = useText();
  const mayEdit = useMay("ADMIN");
  const [editing, setEditing] = useState(false);
  if (editing) return <ProfileForm user={user} onClose={() => setEditing(false)} />;
  return (
    <>
      {mayEdit ? <Button onClick={() => setEditing(true)}>{users.edit}</Button> : null}
      <Facts user={user} audience={audience} />
    </>
  );
}

function Facts({ user, audience }: { user: Profile; audience: AudienceInput | null }) {
  const { users } = useText();
  const seesAll = useMay("ADMIN");
  return (
    <>
      {seesAll ? null : <p className="quiet">{users.masked}</p>}
      <ProfileList user={user} />
      <h3>{users.tags}</h3>
      <p>{user.tags.map(({ name }) => name).join("、") || <span className="quiet">{users.noTags}</span>}</p>
      <h3>{users.location}</h3>
      <Location user={user} />
      <h3>{users.why}</h3>
      <Why user={user} audience={audience} />
    </>
  );
}

function ProfileList({ user }: { user: Profile }) {
  const { users, audience, common } = useText();
  const places = usePlaces();
  const { info } = user;
  const { fields } = users;
  const rows: [string, React.ReactNode][] = [
    [fields.id, user.id],
    [fields.phone, user.phone],
    [fields.realName, info?.realName],
    [fields.sex, info ? audience.sexes[info.sex] : null],
    [fields.birthday, info?.birthday],
    [fields.identityCard, info?.identityCard],
    [fields.place, places?.pathOf(info?.provinceId ?? null, info?.cityId ?? null, info?.regionId)],
    [fields.job, info?.job],
    [fields.wechat, info?.wechat],
    [fields.vip, info?.vip ? common.yes : common.no],
    [fields.status, info ? audience.statuses[info.status] : null],
    [audience.fields.subscribed, user.blacklisted ? users.blacklisted : user.subscribed ? users.subscribed : users.unsubscribed],
    [fields.source, user.source],
    [fields.companyId, info?.companyId],
    [fields.openid, user.openid],
    [fields.unionid, user.unionid],
    [fields.miniProgramOpenid, user.miniProgramOpenid],
    [fields.createdAt, <Moment key="created" at={user.createdAt} />],
    [fields.updatedAt, info?.updatedAt ? <Moment key="updated" at={info.updatedAt} /> : null],
  ];
  const known = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return <Descriptions column={1} size="small" items={known.map(([label, children]) => ({ key: label, label, children }))} />;
}

function Location({ user }: { user: Profile }) {
  const { users } = useText();
  const { n } = useFormat();
  const { location } = user;
  if (location === null) return <p className="quiet">{users.noLocation}</p>;
  return (
    <p>
      {location.latitude.toFixed(5)}, {location.longitude.toFixed(5)}
      {location.precisionMeters === null ? "" : ` · ${users.metres(n(location.precisionMeters))}`} · <Moment at={location.at} />
      <span className="quiet block">
        {users.forgotten} <Moment at={location.expiresAt} />
      </span>
    </p>
  );
}

/** Of the audience the list is filtered by, or of a segment. */
function Why({ user, audience }: { user: Profile; audience: AudienceInput | null }) {
  const { users } = useText();
  const { data } = useQuery(SegmentNamesDocument);
  const [chosen, setChosen] = useState<string | null>(audience === null ? null : "filter");
  const segments = data?.segments.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  const options = audience === null ? segments : [{ value: "filter", label: users.inFilter }, ...segments];
  const input = chosen === "filter" ? audience : chosen === null ? null : parseInput(JSON.stringify({ segment: chosen }));
  return (
    <>
      <Select
        className="value-wide"
        aria-label={users.whySegment}
        placeholder={users.whySegment}
        value={chosen}
        options={options}
        onChange={setChosen}
      />
      {input === null ? null : <Explanation audience={input} userId={user.id} name={user.info?.nickname ?? users.anonymous} />}
    </>
  );
}
